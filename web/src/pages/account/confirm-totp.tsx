import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { encode } from "uqr";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import type { useAccountActions } from "../../data/use-account.ts";
import styles from "./account.module.css";

type ConfirmTotpProps = {
  started: { secret: string; uri: string };
  confirm: ReturnType<typeof useAccountActions>["confirmTotp"];
};

/** The secret as a picture and as text, and the first code that an authenticator makes of it. */
export function ConfirmTotp({ started, confirm }: ConfirmTotpProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    confirm.mutate(code);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm" maw={420}>
        <Text size="sm">{t("account.scanCode")}</Text>
        <QrCode text={started.uri} label={t("account.qrCode")} />
        <Text size="sm">
          {t("account.orType")} <code className={styles.secret}>{started.secret}</code>
        </Text>
        <TextInput
          label={t("account.firstCode")}
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="\d{6}"
          maxLength={6}
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error && <ProblemAlert error={confirm.error} />}
        <Group>
          <Button type="submit" size="xs" loading={confirm.isPending}>
            {t("account.confirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Dark on light in both themes, for that is what cameras read. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = useMemo(() => encode(text, { border: 2 }), [text]);
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
