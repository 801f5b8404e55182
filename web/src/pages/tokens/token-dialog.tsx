import { Button, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import type { TokenKind, TokenScope } from "@plimsoll/api";
import { tokenKinds, tokenScopes } from "@plimsoll/api/bare";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Copyable } from "../../components/copy/copyable.tsx";
import { FormFoot } from "../../components/form-foot/form-foot.tsx";
import { useMay } from "../../data/use-session.ts";
import { useTokenActions } from "../../data/use-tokens.ts";

type TokenDialogProps = { opened: boolean; onClose: () => void };

export function TokenDialog({ opened, onClose }: TokenDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("tokens.add")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <TokenForm onDone={onClose} />
    </Modal>
  );
}

/** The form, and in its place the token once it is made: nobody can show it again. */
function TokenForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { create } = useTokenActions();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("scan");
  const [kind, setKind] = useState<TokenKind>("personal");
  const mayMachine = useMay("machine-tokens.edit");
  const [days, setDays] = useState(90);
  const [marked, setMarked] = useState(false);
  const missing = name.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (!missing) create.mutate({ name, kind, scope, expiresInDays: days });
  }

  if (create.data)
    return (
      <Stack>
        <Callout tone="warn" title={t("tokens.once")} role="status">
          <Copyable text={create.data.token} label={t("tokens.copy")} />
        </Callout>
        <Button variant="default" onClick={onDone}>
          {t("action.close")}
        </Button>
      </Stack>
    );
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("form.name")}
          description={t("tokens.nameHint")}
          required
          value={name}
          error={marked && missing && t("form.required")}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {mayMachine && (
          <Select
            label={t("tokens.kind")}
            description={t(`tokenKindHint.${kind}`)}
            data={tokenKinds.map((one) => ({ value: one, label: t(`tokenKind.${one}`) }))}
            value={kind}
            allowDeselect={false}
            onChange={(value) => setKind(tokenKinds.find((one) => one === value) ?? "personal")}
          />
        )}
        <Select
          label={t("tokens.scope")}
          data={tokenScopes.map((one) => ({ value: one, label: t(`tokenScope.${one}`) }))}
          value={scope}
          allowDeselect={false}
          onChange={(value) => setScope(tokenScopes.find((one) => one === value) ?? "scan")}
        />
        <NumberInput
          label={t("tokens.days")}
          min={1}
          max={366}
          value={days}
          onChange={(value) => setDays(Math.min(366, Math.max(1, Math.floor(Number(value)) || 1)))}
        />
        <FormFoot
          error={create.error}
          busy={create.isPending}
          action={t("tokens.add")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
