import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { type TokenScope, tokenScopes } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { CopyButton } from "../../components/copy/copy-button.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
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
  const [days, setDays] = useState(90);
  const [marked, setMarked] = useState(false);
  const missing = name.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (!missing) create.mutate({ name, scope, expiresInDays: days });
  }

  if (create.data)
    return (
      <Stack>
        <Callout tone="warn" title={t("tokens.once")} role="status">
          <code>{create.data.token}</code>{" "}
          <CopyButton text={create.data.token} label={t("tokens.copy")} />
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
          label={t("registryForm.name")}
          description={t("tokens.nameHint")}
          required
          value={name}
          error={marked && missing && t("form.required")}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
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
        {create.error && <ProblemAlert error={create.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("tokens.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
