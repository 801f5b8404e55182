import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../states/problem-alert.tsx";

type FormFootProps = {
  error: Error | null;
  busy: boolean;
  /** The word on the button that sends it. */
  action: string;
  onCancel: () => void;
};

/** How a form in a dialog ends: why it was refused, and the two ways out. */
export function FormFoot({ error, busy, action, onCancel }: FormFootProps) {
  const { t } = useTranslation();
  return (
    <>
      {error && <ProblemAlert error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {t("action.cancel")}
        </Button>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </Group>
    </>
  );
}
