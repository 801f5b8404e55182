import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";

type Given = { username: string; password: string };
type PasswordFormProps = {
  given: Given;
  error: Error | null;
  busy: boolean;
  onChange: (given: Given) => void;
  onSend: () => void;
};

export function PasswordForm({ given, error, busy, onChange, onSend }: PasswordFormProps) {
  const { t } = useTranslation();

  function submit(event: FormEvent) {
    event.preventDefault();
    onSend();
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <ProblemAlert error={error} />}
        <TextInput
          label={t("signIn.username")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          autoFocus
          value={given.username}
          onChange={(event) => onChange({ ...given, username: event.currentTarget.value })}
        />
        <PasswordInput
          label={t("signIn.password")}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
          value={given.password}
          onChange={(event) => onChange({ ...given, password: event.currentTarget.value })}
        />
        <Button type="submit" fullWidth loading={busy}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}
