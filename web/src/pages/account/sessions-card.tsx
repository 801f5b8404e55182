import { Button, Text } from "@mantine/core";
import type { OwnSession } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Card } from "../../components/card/card.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { useAccountActions, useOwnSessions } from "../../data/use-account.ts";
import { readUserAgent } from "../../format/user-agent.ts";
import styles from "./account.module.css";

/** Where one is signed in; each other place can be ended from here. */
export function SessionsCard() {
  const { t } = useTranslation();
  const sessions = useOwnSessions();
  const { endSession } = useAccountActions();
  return (
    <Card title={t("account.sessions")}>
      {sessions.isPending && <LoadingRows rows={2} height={40} />}
      {sessions.isError && (
        <ProblemState error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {endSession.error && <ProblemAlert error={endSession.error} />}
      <ul className={styles.sessions}>
        {sessions.data?.items.map((session) => (
          <li key={session.id}>
            <SessionText session={session} />
            {!session.current && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("account.endOf", { where: session.address })}
                onClick={() => endSession.mutate(session.id)}
              >
                {t("account.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function SessionText({ session }: { session: OwnSession }) {
  const { t } = useTranslation();
  const known = readUserAgent(session.userAgent ?? "");
  return (
    <div>
      <Text size="sm">
        {session.current ? <b>{t("account.here")}</b> : session.address} · {t("account.lastUsed")}{" "}
        <Ago time={session.lastUsedAt} />
      </Text>
      <Text size="xs" c="dimmed" lineClamp={1} title={session.userAgent ?? undefined}>
        {known ? t("account.browserOn", known) : session.userAgent}
      </Text>
    </div>
  );
}
