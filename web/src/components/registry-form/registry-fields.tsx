import { PasswordInput, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import type { RegistryValues } from "./registry-values.ts";

type RegistryFieldsProps = {
  values: RegistryValues;
  /** Names of the fields that cannot be sent as they are. */
  wrong: ReadonlySet<string>;
  registry: Registry | null;
  onChange: (next: Partial<RegistryValues>) => void;
};

export function RegistryFields({ values, wrong, registry, onChange }: RegistryFieldsProps) {
  const { t } = useTranslation();
  const kept = t("registryForm.kept");
  return (
    <>
      <TextInput
        label={t("registryForm.name")}
        required
        data-autofocus
        maxLength={100}
        error={wrong.has("name") && t("registryForm.nameWrong")}
        value={values.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("registryForm.address")}
        description={t("registryForm.addressHint")}
        placeholder="https://registry.example.com"
        type="url"
        required
        spellCheck={false}
        error={wrong.has("address") && t("registryForm.addressWrong")}
        value={values.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t("registryForm.username")}
          description={t("registryForm.usernameHint")}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={values.username}
          onChange={(event) => onChange({ username: event.currentTarget.value })}
        />
        <PasswordInput
          label={t("registryForm.password")}
          description={t("registryForm.passwordHint")}
          autoComplete="new-password"
          placeholder={registry?.hasPassword ? kept : undefined}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
          value={values.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Textarea
        label={t("registryForm.certificate")}
        description={t("registryForm.certificateHint")}
        placeholder={registry?.hasCertificate ? kept : "-----BEGIN CERTIFICATE-----"}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        error={wrong.has("certificate") && t("registryForm.certificateWrong")}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={values.certificate}
        onChange={(event) => onChange({ certificate: event.currentTarget.value })}
      />
    </>
  );
}
