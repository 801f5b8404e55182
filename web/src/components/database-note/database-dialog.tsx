import { Modal, Text } from "@mantine/core";
import type { DatabaseInfo } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { DatabaseDetails } from "./database-details.tsx";

type DatabaseDialogProps = {
  title: string;
  /** Null until one has been loaded. */
  database: DatabaseInfo | null;
  opened: boolean;
  onClose: () => void;
};

export function DatabaseDialog({ title, database, opened, onClose }: DatabaseDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("action.close") }}
      size="lg"
    >
      {database ? <DatabaseDetails database={database} /> : <Text>{t("about.noDatabase")}</Text>}
    </Modal>
  );
}
