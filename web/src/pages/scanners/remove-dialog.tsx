import type { Scanner } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog.tsx";
import { useScannerActions } from "../../data/use-scanners.ts";

type RemoveDialogProps = { scanner: Scanner; opened: boolean; onClose: () => void };

export function RemoveDialog({ scanner: { id, name }, opened, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const { remove } = useScannerActions();
  return (
    <ConfirmDialog
      opened={opened}
      title={t("scanners.remove", { name })}
      text={t("scanners.removeText")}
      action={t("scanners.removeShort")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
