import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";

type CodeFormProps = { error: Error | null; busy: boolean; onSend: (code: string) => void };

/** The second factor, after the password was right. */
export function CodeForm({ error, busy, onSend }: CodeFormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    onSend(code.replaceAll(" ", ""));
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        {error && <ProblemAlert error={error} />}
        <TextInput
          label={t("signIn.code.label")}
          description={t("signIn.code.hint")}
          autoComplete="one-time-code"
          inputMode="text"
          autoCapitalize="none"
          spellCheck={false}
          minLength={6}
          maxLength={20}
          required
          withAsterisk={false}
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={busy}>
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}
