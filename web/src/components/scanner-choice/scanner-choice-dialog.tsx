import { Accordion, Modal, Stack, Title } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSpaces } from "../../data/use-spaces.ts";
import { ScannerChoice } from "./scanner-choice.tsx";
import { SpacePrevention } from "./space-prevention.tsx";

type ScannerChoiceDialogProps = { registry: Registry; opened: boolean; onClose: () => void };

/** For the whole registry, and for each space that wants another. */
export function ScannerChoiceDialog({ registry, opened, onClose }: ScannerChoiceDialogProps) {
  const { t } = useTranslation();
  const spaces = useSpaces(registry.id, opened);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("scannerChoice.title", { name: registry.name })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <ScannerChoice of={{ registry: registry.id }} label={registry.name} />
        {spaces.data && spaces.data.length > 0 && (
          <>
            <Title order={3}>{t("scannerChoice.spaces")}</Title>
            <Accordion variant="contained" value={open} onChange={setOpen}>
              {spaces.data.map(({ id, name }) => (
                <Accordion.Item key={id} value={id}>
                  <Accordion.Control>{name}</Accordion.Control>
                  <Accordion.Panel>
                    {open === id && (
                      <Stack>
                        <ScannerChoice of={{ space: id }} label={name} />
                        {registry.kind === "harbor" && <SpacePrevention space={id} />}
                      </Stack>
                    )}
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          </>
        )}
      </Stack>
    </Modal>
  );
}
