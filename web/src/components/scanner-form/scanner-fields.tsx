import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import {
  addedKinds,
  auths,
  needsAddress,
  type ScannerValues,
  trivyAdvisories,
} from "./scanner-values.ts";

type ScannerFieldsProps = {
  values: ScannerValues;
  scanner: Scanner | null;
  /** Whether what is missing is marked. */
  marked: boolean;
  onChange: (next: Partial<ScannerValues>) => void;
};

export function ScannerFields({ values, scanner, marked, onChange }: ScannerFieldsProps) {
  const { t } = useTranslation();
  const { kind } = values;
  const hasSecret = kind !== "adapter" || values.auth !== "none";
  return (
    <>
      <NativeSelect
        label={t("scannerForm.kind")}
        description={t(`scannerForm.kindHint.${kind}`)}
        disabled={scanner !== null}
        value={kind}
        data={addedKinds.map((value) => ({ value, label: t(`scannerKind.${value}`) }))}
        onChange={(event) => {
          const next = addedKinds.find((one) => one === event.currentTarget.value);
          if (next) onChange({ kind: next });
        }}
      />
      <TextInput
        label={t("form.name")}
        required
        data-autofocus
        maxLength={100}
        error={marked && values.name.trim() === "" && t("registryForm.nameWrong")}
        value={values.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t(kind === "trivy" ? "scannerForm.server" : "registryForm.address")}
        description={t(kind === "trivy" ? "scannerForm.serverHint" : "registryForm.addressHint")}
        type="url"
        required={kind !== "trivy"}
        spellCheck={false}
        error={marked && needsAddress(values) && t("registryForm.addressWrong")}
        value={values.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      {kind === "trivy" && values.address.trim() === "" && (
        <NativeSelect
          label={t("scannerForm.advisories")}
          description={t(`scannerForm.advisoriesHint.${values.advisories}`)}
          value={values.advisories}
          data={trivyAdvisories.map((value) => ({
            value,
            label: t(`scannerForm.advisoriesOf.${value}`),
          }))}
          onChange={(event) => {
            const next = trivyAdvisories.find((one) => one === event.currentTarget.value);
            if (next) onChange({ advisories: next });
          }}
        />
      )}
      {kind === "clair" && (
        <TextInput
          label={t("scannerForm.issuer")}
          description={t("scannerForm.issuerHint")}
          spellCheck={false}
          value={values.issuer}
          onChange={(event) => onChange({ issuer: event.currentTarget.value })}
        />
      )}
      {kind === "adapter" && (
        <NativeSelect
          label={t("scannerForm.auth")}
          value={values.auth}
          data={auths.map((value) => ({ value, label: t(`scannerForm.auths.${value}`) }))}
          onChange={(event) => {
            const next = auths.find((one) => one === event.currentTarget.value);
            if (next) onChange({ auth: next });
          }}
        />
      )}
      {kind === "adapter" && values.auth === "basic" && (
        <TextInput
          label={t("registryForm.username")}
          autoComplete="off"
          spellCheck={false}
          value={values.username}
          onChange={(event) => onChange({ username: event.currentTarget.value })}
        />
      )}
      {hasSecret && (
        <PasswordInput
          label={t(`scannerForm.secret.${kind}`)}
          description={t("registryForm.passwordHint")}
          autoComplete="new-password"
          placeholder={scanner?.hasSecret ? t("registryForm.kept") : undefined}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
          value={values.secret}
          onChange={(event) => onChange({ secret: event.currentTarget.value })}
        />
      )}
      {kind !== "trivy" && (
        <>
          <Textarea
            label={t("registryForm.certificate")}
            description={t("registryForm.certificateHint")}
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={1}
            maxRows={8}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={values.certificate}
            onChange={(event) => onChange({ certificate: event.currentTarget.value })}
          />
          <Checkbox
            label={t("registryForm.insecure")}
            description={t("registryForm.insecureHint")}
            checked={values.insecure}
            onChange={(event) => onChange({ insecure: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}
