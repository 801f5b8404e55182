import { Button, Text } from "@mantine/core";
import type { Channel } from "@plimsoll/api";
import { IconSend } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Card } from "../../../components/card/card.tsx";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import { ServiceText } from "../../../components/service-text/service-text.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { Ago } from "../../../components/time/ago.tsx";
import { useChannelActions, useDeliveries } from "../../../data/use-channels.ts";
import styles from "./channels.module.css";

type ChannelCardProps = { channel: Channel; actions: ReactNode };

export function ChannelCard({ channel, actions }: ChannelCardProps) {
  const { t } = useTranslation();
  const { test } = useChannelActions();
  const { name, kind, to, events, scope, severity, digest, enabled, lastDelivery } = channel;
  return (
    <Card
      title={`${name} · ${t(`channelKind.${kind}`)}`}
      actions={
        actions && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconSend size={14} />}
              loading={test.isPending}
              aria-label={t("channels.testOf", { name })}
              onClick={() => test.mutate(channel.id)}
            >
              {t("form.test")}
            </Button>
            {actions}
          </>
        )
      }
    >
      <span>
        {to} · <ScopeText scope={scope} /> ·{" "}
        {t("channels.from", { severity: t(`severity.${severity}`) })} ·{" "}
        {t(`channelDigest.${digest}`)}
        {!enabled && ` · ${t("form.off")}`}
      </span>
      <Text size="xs" c="dimmed">
        {events.map((event) => t(`notifiedEvent.${event}`)).join(", ")}
      </Text>
      {lastDelivery && (
        <span>
          {t(lastDelivery.ok ? "channels.lastOk" : "channels.lastFailed")}{" "}
          <Ago time={lastDelivery.at} />
        </span>
      )}
      {test.error && <ProblemAlert error={test.error} />}
      {test.data && (
        <Callout
          tone={test.data.ok ? "note" : "bad"}
          role="status"
          title={t(test.data.ok ? "channels.testOk" : "channels.testFailed")}
        >
          {test.data.detail && <ServiceText text={test.data.detail} />}
        </Callout>
      )}
      <Deliveries channelId={channel.id} />
    </Card>
  );
}

/** What was sent, read when it is opened. */
function Deliveries({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const deliveries = useDeliveries(channelId, open);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className={styles.history}>
      <summary>{t("channels.history")}</summary>
      {deliveries.isError && <ProblemAlert error={deliveries.error} />}
      <Scrollable label={t("channels.history")}>
        <ul>
          {deliveries.data?.items.map(({ id, title, state, attempts, at, detail }) => (
            <li key={id}>
              <b>{t(`deliveryState.${state}`)}</b> {title} <Ago time={at} />
              {attempts > 1 && ` · ${t("channels.attempts", { count: attempts })}`}
              {detail && (
                <span className={styles.detail}>
                  <ServiceText text={detail} />
                </span>
              )}
            </li>
          ))}
        </ul>
      </Scrollable>
      {deliveries.data?.items.length === 0 && t("channels.nothingSent")}
    </details>
  );
}
