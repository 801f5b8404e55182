import {
  Input,
  PasswordInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { registryKinds, registryOperations } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { RegistryMore } from "./registry-more.tsx";
import type { RegistryValues } from "./registry-values.ts";
import { RobotFields } from "./robot-fields.tsx";

export type RegistryFieldsProps = {
  values: RegistryValues;
  /** Names of the fields that cannot be sent as they are. */
  wrong: ReadonlySet<string>;
  registry: Registry | null;
  onChange: (next: Partial<RegistryValues>) => void;
};

export function RegistryFields(props: RegistryFieldsProps) {
  const { values, wrong, registry, onChange } = props;
  const { t } = useTranslation();
  return (
    <>
      {registry === null && (
        <Choice
          label={t("registryForm.kind")}
          value={values.kind}
          options={registryKinds.map((value) => ({ value, label: t(`registryKind.${value}`) }))}
          onChange={(kind) => onChange({ kind })}
        />
      )}
      {values.kind === "harbor" && (
        <Choice
          label={t("registryForm.operation")}
          hint={t(`registryForm.operationHint.${values.operation}`)}
          value={values.operation}
          options={registryOperations.map((value) => ({
            value,
            label: t(`registryOperation.${value}`),
          }))}
          onChange={(operation) => onChange({ operation })}
        />
      )}
      <TextInput
        label={t("form.name")}
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
          placeholder={registry?.hasPassword ? t("registryForm.kept") : undefined}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
          value={values.password}
          onChange={(event) => onChange({ password: event.currentTarget.value })}
        />
      </SimpleGrid>
      {values.kind === "harbor" && <RobotFields values={values} onChange={onChange} />}
      <RegistryMore {...props} />
    </>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  hint?: string;
  value: V;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
};

function Choice<V extends string>({ label, hint, value, options, onChange }: ChoiceProps<V>) {
  return (
    <Stack gap={4}>
      <Input.Label component="div">{label}</Input.Label>
      <SegmentedControl
        aria-label={label}
        value={value}
        data={options}
        onChange={(next) => {
          const chosen = options.find((option) => option.value === next);
          if (chosen) onChange(chosen.value);
        }}
      />
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </Stack>
  );
}
