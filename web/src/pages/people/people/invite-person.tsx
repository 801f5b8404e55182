import { Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { usePeopleActions } from "../../../data/use-people.ts";
import { InvitationLink } from "./invitation-dialog.tsx";
import { noRights, type Rights, RightsFields } from "./rights-fields.tsx";

/** Who is to be let in, and in the place of the form the link to send them. */
export function InvitePerson({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { invite } = usePeopleActions();
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [rights, setRights] = useState<Rights>(noRights);
  const [marked, setMarked] = useState(false);
  const missing = username.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (!missing) invite.mutate({ username, email: email.trim() || null, ...rights });
  }

  if (invite.data) return <InvitationLink created={invite.data} onDone={onDone} />;
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("signIn.username")}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          error={marked && missing && t("form.required")}
          onChange={(event) => setUsername(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t("people.email")}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RightsFields rights={rights} onChange={setRights} />
        <FormFoot
          error={invite.error}
          busy={invite.isPending}
          action={t("people.invite")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
