import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { useScannerActions } from "../../data/use-scanners.ts";

type RemoveDialogProps = { scanner: Scanner; opened: boolean; onClose: () => void };

/** Says what goes with it before it goes. */
export function RemoveDialog({ scanner: { id, name }, opened, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const { remove } = useScannerActions();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("scanners.remove", { name })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <Text size="sm">{t("scanners.removeText")}</Text>
        {remove.error && <ProblemAlert error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("action.cancel")}
          </Button>
          <Button
            color="red.9"
            loading={remove.isPending}
            onClick={() => remove.mutate(id, { onSuccess: onClose })}
          >
            {t("scanners.removeShort")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
