import { Modal } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ScannerForm } from "./scanner-form.tsx";

type ScannerDialogProps = {
  opened: boolean;
  /** The one to change; null to add one. */
  scanner: Scanner | null;
  onClose: () => void;
};

export function ScannerDialog({ opened, scanner, onClose }: ScannerDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={scanner ? t("registryForm.editTitle", { name: scanner.name }) : t("scanners.add")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <ScannerForm key={scanner?.id ?? "new"} scanner={scanner} onDone={onClose} />
    </Modal>
  );
}
