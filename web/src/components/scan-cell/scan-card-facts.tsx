import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAbout } from "../../data/use-about.ts";
import { formatDay, formatDuration, formatExact } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./scan-cell.module.css";
import type { Scanned } from "./scanned.ts";

/** Which scanner found it, with which database, when, and how long it took. */
export function ScanCardFacts({ artifact }: { artifact: Scanned }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { scanner, databaseDate, scannedAt, duration } = artifact;
  const { data: about } = useAbout();
  const limits = about?.database?.date === databaseDate ? about?.database?.limits : undefined;
  const facts = [
    [t("card.scanner"), scanner && `${scanner.name} ${scanner.version}`],
    [t("card.database"), databaseDate && formatDay(databaseDate, language)],
    [t("card.scanned"), scannedAt && formatExact(scannedAt, language)],
    [t("card.took"), duration !== null && formatDuration(duration, language)],
  ] as const;
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} style={{ display: "contents" }}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {limits !== undefined && limits.length > 0 && (
        <Text size="xs" c="dimmed" mt={6} maw="18rem">
          {t("card.limited")}
        </Text>
      )}
    </>
  );
}
