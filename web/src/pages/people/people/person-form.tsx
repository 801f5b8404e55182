import { Stack, Switch, TextInput } from "@mantine/core";
import type { PersonRow } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { usePeopleActions } from "../../../data/use-people.ts";
import { type Rights, RightsFields } from "./rights-fields.tsx";

export function PersonForm({ person, onDone }: { person: PersonRow; onDone: () => void }) {
  const { t } = useTranslation();
  const { update } = usePeopleActions();
  const [email, setEmail] = useState(person.email ?? "");
  const [disabled, setDisabled] = useState(person.state === "disabled");
  const [rights, setRights] = useState<Rights>({
    administrator: person.administrator,
    memberships: person.memberships
      .filter(({ byGroups }) => !byGroups)
      .map(({ workspace, role }) => ({ workspaceId: workspace.id, role })),
  });
  const byGroups = person.memberships.filter((membership) => membership.byGroups);

  function save(event: FormEvent) {
    event.preventDefault();
    const body = { email: email.trim() || null, disabled, ...rights };
    update.mutate({ id: person.id, body }, { onSuccess: onDone });
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("people.email")}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus
        />
        <RightsFields rights={rights} byGroups={byGroups} onChange={setRights} />
        <Switch
          label={t("people.disabled")}
          description={t("people.disabledHint")}
          checked={disabled}
          onChange={(event) => setDisabled(event.currentTarget.checked)}
        />
        <FormFoot
          error={update.error}
          busy={update.isPending}
          action={t("action.save")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
