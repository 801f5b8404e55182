import { Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ImageScope, Policy } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { ScopeFields } from "../../../components/image-scope/scope-fields.tsx";
import { usePolicyActions } from "../../../data/use-policies.ts";
import { examplePolicy } from "./example-policy.ts";
import { PolicyPreview } from "./policy-preview.tsx";
import styles from "./rules.module.css";

/** The rules as text, and beside them what they would say now. */
export function PolicyForm({ policy, onDone }: { policy: Policy | null; onDone: () => void }) {
  const { t } = useTranslation();
  const { create, update } = usePolicyActions();
  const [name, setName] = useState(policy?.name ?? "");
  const [document, setDocument] = useState(() => policy?.document ?? examplePolicy(t));
  const [scope, setScope] = useState<ImageScope>(policy?.scope ?? {});
  const [enabled, setEnabled] = useState(policy?.enabled ?? true);
  const [marked, setMarked] = useState(false);
  const [shown] = useDebouncedValue({ document, scope }, 400);
  const missing = name.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (missing) return;
    const body = { name, document, scope, enabled };
    const options = { onSuccess: onDone };
    if (policy) update.mutate({ id: policy.id, body }, options);
    else create.mutate(body, options);
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("form.name")}
          required
          value={name}
          error={marked && missing && t("form.required")}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ScopeFields scope={scope} onChange={setScope} />
        <Textarea
          label={t("policies.document")}
          description={t("policies.documentHint")}
          autosize
          minRows={8}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: styles.document ?? "" }}
          value={document}
          onChange={(event) => setDocument(event.currentTarget.value)}
        />
        <Switch
          label={t("policies.enabled")}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        <PolicyPreview document={shown.document} scope={shown.scope} />
        <FormFoot
          error={create.error ?? update.error}
          busy={create.isPending || update.isPending}
          action={t("action.save")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
