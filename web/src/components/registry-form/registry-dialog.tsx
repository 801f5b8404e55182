import { Modal } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { RegistryForm } from "./registry-form.tsx";

type RegistryDialogProps = {
  opened: boolean;
  /** The one to change; null to add one. */
  registry: Registry | null;
  onClose: () => void;
};

export function RegistryDialog({ opened, registry, onClose }: RegistryDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={registry ? t("registryForm.editTitle", { name: registry.name }) : t("registries.add")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <RegistryForm key={registry?.id ?? "new"} registry={registry} onDone={onClose} />
    </Modal>
  );
}
