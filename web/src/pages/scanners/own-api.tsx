import { Button, Group, Text, Title } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Copyable } from "../../components/copy/copyable.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { useScannerApi } from "../../data/use-scanners.ts";
import styles from "./scanners.module.css";

/** Plimsoll as a scanner of others: the address and the key that a Harbor is given. */
export function OwnApi() {
  const { t } = useTranslation();
  const heading = useId();
  const { api, makeKey } = useScannerApi();
  if (!api.data) return null;
  const { path, keyCreatedAt } = api.data;
  return (
    <Panel>
      <section className={styles.scanner} aria-labelledby={heading}>
        <Title order={2} id={heading}>
          {t("scanners.api.title")}
        </Title>
        <Text size="sm">{t("scanners.api.text")}</Text>
        <Copyable text={`${window.location.origin}${path}`} label={t("form.copyAddress")} />
        {makeKey.data && (
          <Callout tone="warn" title={t("scanners.api.once")} role="status">
            <Copyable text={makeKey.data.key} label={t("scanners.api.copy")} />
          </Callout>
        )}
        {makeKey.error && <ProblemAlert error={makeKey.error} />}
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={makeKey.isPending}
            onClick={() => makeKey.mutate()}
          >
            {t(keyCreatedAt ? "scanners.api.renew" : "scanners.api.make")}
          </Button>
          {keyCreatedAt && (
            <Text size="xs" c="dimmed">
              {t("scanners.api.made")} <Ago time={keyCreatedAt} />
            </Text>
          )}
        </Group>
      </section>
    </Panel>
  );
}
