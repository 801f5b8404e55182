import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Edited } from "./editable-list.tsx";

type EditDialogProps<T> = {
  edited: Edited<T>;
  /** Its title where one is added. */
  add: string;
  size?: "lg" | "xl";
  onClose: () => void;
  /** The form, of the one to change, or of a new one where that is null. */
  children: (item: T | null) => ReactNode;
};

/** The form of a new or a changed thing of a list; it begins anew with each. */
export function EditDialog<T extends { readonly name: string }>(props: EditDialogProps<T>) {
  const { t } = useTranslation();
  const { edited, add, size = "lg", onClose, children } = props;
  const item = edited === "new" ? null : edited;
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size={size}
      title={item ? t("list.editOf", { name: item.name }) : add}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {children(item)}
    </Modal>
  );
}
