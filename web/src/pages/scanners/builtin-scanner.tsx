import { Accordion, Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import type { DatabaseStatus, Scanner } from "@plimsoll/api";
import { IconRefresh } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { DatabaseDetails } from "../../components/database-note/database-details.tsx";
import { ServiceText } from "../../components/service-text/service-text.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { useAbout } from "../../data/use-about.ts";
import { useDatabaseImport, useDatabaseUpdate } from "../../data/use-database.ts";
import { useMay } from "../../data/use-session.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { DatabaseFacts } from "./database-facts.tsx";
import { DatabaseHistory } from "./database-history.tsx";
import { ImportButton, ImportState } from "./import-database.tsx";
import styles from "./scanners.module.css";
import { UsedBy } from "./used-by.tsx";

/** Days past which advisories miss what everybody else knows. */
const staleAfter = 7;

type BuiltinScannerProps = { database: DatabaseStatus } & Pick<Scanner, "usedBy">;

/** Plimsoll's own scanner: what it knows, since when, and what keeps it from knowing more. */
export function BuiltinScanner({ database, usedBy }: BuiltinScannerProps) {
  const { t } = useTranslation();
  const heading = useId();
  const about = useAbout();
  const may = useMay("database.edit");
  const update = useDatabaseUpdate();
  const given = useDatabaseImport();
  return (
    <Panel>
      <section className={styles.scanner} aria-labelledby={heading}>
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={2} id={heading}>
              Plimsoll {about.data?.version}
            </Title>
            <Text size="sm" c="dimmed">
              {t("scanners.builtin")}
            </Text>
          </div>
          {may && (
            <Group gap="xs">
              <ImportButton given={given} />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={15} />}
                loading={update.isPending}
                disabled={database.matching !== null}
                onClick={() => update.mutate()}
              >
                {t("scanners.update")}
              </Button>
            </Group>
          )}
        </Group>
        <ImportState given={given} />
        <Troubles database={database} />
        {database.matching && <Matching {...database.matching} />}
        <DatabaseFacts database={database} />
        <UsedBy usedBy={usedBy} />
        <Accordion variant="contained">
          <Accordion.Item value="details">
            <Accordion.Control>{t("database.showSources")}</Accordion.Control>
            <Accordion.Panel>
              <DatabaseDetails database={database} />
            </Accordion.Panel>
          </Accordion.Item>
          {database.history.length > 0 && (
            <Accordion.Item value="history">
              <Accordion.Control>{t("scanners.history")}</Accordion.Control>
              <Accordion.Panel>
                <DatabaseHistory history={database.history} />
              </Accordion.Panel>
            </Accordion.Item>
          )}
        </Accordion>
      </section>
    </Panel>
  );
}

function Troubles({ database: { ageDays, failures } }: { database: DatabaseStatus }) {
  const { t } = useTranslation();
  return (
    <>
      {ageDays > staleAfter && (
        <Callout tone="warn" role="note">
          {t("scanners.stale", { count: ageDays })}
        </Callout>
      )}
      {failures.length > 0 && (
        <Callout tone="bad" title={t("scanners.failed")} role="note">
          <Stack gap={4}>
            {failures.map(({ message, hint }) => (
              <div key={message}>
                <ServiceText text={hint ? `${message}. ${hint}` : `${message}.`} />
              </div>
            ))}
          </Stack>
        </Callout>
      )}
    </>
  );
}

function Matching({ done, total }: NonNullable<DatabaseStatus["matching"]>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const label = t("scanners.matching", {
    done: formatCount(done, language),
    total: formatCount(total, language),
  });
  return (
    <div>
      <Text size="sm">{label}</Text>
      <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label={label} />
    </div>
  );
}
