import { PasswordInput, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { Issuer } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { useIssuerActions } from "../../../data/use-issuers.ts";
import { GroupRules } from "./group-rules.tsx";

type Values = Pick<
  Issuer,
  | "name"
  | "issuer"
  | "clientId"
  | "scopes"
  | "usernameClaim"
  | "groupsClaim"
  | "groups"
  | "admitAll"
  | "enabled"
>;

const usual: Values = {
  name: "",
  issuer: "https://",
  clientId: "",
  scopes: "openid profile email",
  usernameClaim: "preferred_username",
  groupsClaim: "groups",
  groups: [],
  admitAll: false,
  enabled: true,
};

type IssuerFormProps = { issuer: Issuer | null; onDone: () => void };

export function IssuerForm({ issuer, onDone }: IssuerFormProps) {
  const { t } = useTranslation();
  const { create, update } = useIssuerActions();
  const [values, setValues] = useState<Values>(() => {
    if (issuer === null) return usual;
    const { name, clientId, scopes, usernameClaim, groupsClaim, groups, admitAll, enabled } =
      issuer;
    return {
      ...{ name, issuer: issuer.issuer, clientId, scopes, usernameClaim, groupsClaim },
      ...{ groups, admitAll, enabled },
    };
  });
  const [secret, setSecret] = useState("");
  const [marked, setMarked] = useState(false);
  const missing = (["name", "issuer", "clientId"] as const).filter(
    (key) => values[key].trim() === "",
  );

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (missing.length > 0) return;
    const body = { ...values, ...(secret === "" ? {} : { clientSecret: secret }) };
    const options = { onSuccess: onDone };
    if (issuer) update.mutate({ id: issuer.id, body }, options);
    else create.mutate(body, options);
  }

  const text = (
    key: "name" | "issuer" | "clientId" | "scopes" | "usernameClaim" | "groupsClaim",
  ) => ({
    value: values[key],
    spellCheck: false,
    error: marked && missing.some((one) => one === key) && t("form.required"),
    onChange: (event: { currentTarget: { value: string } }) =>
      setValues({ ...values, [key]: event.currentTarget.value }),
  });
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("form.name")}
          description={t("issuers.nameHint")}
          required
          data-autofocus
          {...text("name")}
        />
        <TextInput
          label={t("issuers.issuer")}
          description={t("issuers.issuerHint")}
          required
          {...text("issuer")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label={t("issuers.clientId")} required {...text("clientId")} />
          <PasswordInput
            label={t("issuers.clientSecret")}
            placeholder={issuer?.hasSecret ? t("form.keeps") : ""}
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("form.showSecret") }}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          <TextInput label={t("issuers.usernameClaim")} {...text("usernameClaim")} />
          <TextInput label={t("issuers.groupsClaim")} {...text("groupsClaim")} />
          <TextInput label={t("issuers.scopes")} {...text("scopes")} />
        </SimpleGrid>
        <GroupRules rules={values.groups} onChange={(groups) => setValues({ ...values, groups })} />
        <Switch
          label={t("issuers.admitAll")}
          description={t("issuers.admitAllHint")}
          checked={values.admitAll}
          onChange={(event) => setValues({ ...values, admitAll: event.currentTarget.checked })}
        />
        <Switch
          label={t("issuers.enabled")}
          checked={values.enabled}
          onChange={(event) => setValues({ ...values, enabled: event.currentTarget.checked })}
        />
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
