import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Card } from "../../components/card/card.tsx";
import { NewPassword } from "../../components/new-password/new-password.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { useAccountActions } from "../../data/use-account.ts";

export function PasswordCard() {
  const { t } = useTranslation();
  const { changePassword } = useAccountActions();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    changePassword.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent("");
          setPassword("");
        },
      },
    );
  }

  return (
    <Card title={t("account.password")}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={420}>
          <PasswordInput
            label={t("account.current")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPassword value={password} onChange={setPassword} />
          {changePassword.error && <ProblemAlert error={changePassword.error} />}
          {changePassword.isSuccess && (
            <Callout tone="note" role="status" title={t("account.passwordChanged")} />
          )}
          <Group>
            <Button type="submit" size="xs" loading={changePassword.isPending}>
              {t("account.changePassword")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
