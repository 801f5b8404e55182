import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { ProblemAlert } from "../states/problem-alert.tsx";

type UnbindDialogProps = { registry: Registry; opened: boolean; onClose: () => void };

/** Says what goes and what stays before it goes. */
export function UnbindDialog({ registry, opened, onClose }: UnbindDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { unbind } = useRegistryActions();
  const { name, images, artifacts } = registry;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("unbind.title", { name })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <Text size="sm">
          {t("unbind.goes", {
            images: formatCount(images, language),
            artifacts: formatCount(artifacts, language),
          })}
        </Text>
        <Text size="sm">{t("unbind.stays")}</Text>
        {unbind.error && <ProblemAlert error={unbind.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("action.cancel")}
          </Button>
          <Button
            color="red.9"
            loading={unbind.isPending}
            onClick={() => unbind.mutate(registry.id, { onSuccess: onClose })}
          >
            {t("unbind.confirm")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
