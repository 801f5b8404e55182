import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Card } from "../../components/card/card.tsx";
import { CopyButton } from "../../components/copy/copy-button.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { useAccountActions } from "../../data/use-account.ts";
import { useSession } from "../../data/use-session.ts";
import styles from "./account.module.css";
import { ConfirmTotp } from "./confirm-totp.tsx";

/** Codes of an authenticator beside the password: begun with the password, and counting from the first code on. */
export function SecondFactorCard() {
  const { t } = useTranslation();
  const { secondFactor } = useSession();
  const { startTotp, confirmTotp, removeTotp } = useAccountActions();
  const [password, setPassword] = useState("");
  const change = secondFactor ? removeTotp : startTotp;
  const codes = confirmTotp.data?.codes;

  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate(password, { onSuccess: () => setPassword("") });
  }

  if (codes)
    return (
      <Card title={t("account.secondFactor")}>
        <Callout tone="warn" role="status" title={t("account.recovery")}>
          <ul className={styles.codes}>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopyButton text={codes.join("\n")} label={t("account.copyRecovery")} />
        </Callout>
      </Card>
    );
  if (startTotp.data && !secondFactor)
    return (
      <Card title={t("account.secondFactor")}>
        <ConfirmTotp started={startTotp.data} confirm={confirmTotp} />
      </Card>
    );
  return (
    <Card title={t("account.secondFactor")}>
      <Text size="sm">
        {t(secondFactor ? "account.secondFactorOn" : "account.secondFactorOff")}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={420}>
          <PasswordInput
            label={t("account.current")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {change.error && <ProblemAlert error={change.error} />}
          <Group>
            <Button
              type="submit"
              size="xs"
              variant={secondFactor ? "default" : "filled"}
              loading={change.isPending}
            >
              {t(secondFactor ? "account.removeSecondFactor" : "account.addSecondFactor")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
