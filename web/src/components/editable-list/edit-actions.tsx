import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

type EditActionsProps = { name: string; onEdit: () => void; onRemove: () => void };

export function EditActions({ name, onEdit, onRemove }: EditActionsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("list.editOf", { name })}
        onClick={onEdit}
      >
        {t("action.edit")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("list.removeOf", { name })}
        onClick={onRemove}
      >
        {t("action.remove")}
      </Button>
    </>
  );
}
