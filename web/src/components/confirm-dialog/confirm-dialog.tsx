import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../states/problem-alert.tsx";

type ConfirmDialogProps = {
  opened: boolean;
  title: string;
  /** What goes with it. */
  text: string;
  /** The word on the button that does it. */
  action: string;
  busy: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
};

/** Says what goes before it goes. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <Text size="sm">{props.text}</Text>
        {props.error && <ProblemAlert error={props.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t("action.cancel")}
          </Button>
          <Button color="red.9" loading={props.busy} onClick={props.onConfirm}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
