import { Modal } from "@mantine/core";
import type { PersonRow } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { InvitePerson } from "./invite-person.tsx";
import { PersonForm } from "./person-form.tsx";

type PersonDialogProps = { edited: PersonRow | "new" | null; onClose: () => void };

export function PersonDialog({ edited, onClose }: PersonDialogProps) {
  const { t } = useTranslation();
  const person = edited === "new" ? null : edited;
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size="lg"
      title={person ? t("list.editOf", { name: person.username }) : t("people.invite")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {person ? <PersonForm person={person} onDone={onClose} /> : <InvitePerson onDone={onClose} />}
    </Modal>
  );
}
