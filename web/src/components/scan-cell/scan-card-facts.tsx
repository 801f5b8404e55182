import { useTranslation } from "react-i18next";
import { formatDay, formatDuration, formatExact } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./scan-cell.module.css";
import type { Scanned } from "./scanned.ts";

/** Which scanner found it, with which database, when, and how long it took. */
export function ScanCardFacts({ artifact }: { artifact: Scanned }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { scanner, databaseDate, scannedAt, duration } = artifact;
  const facts = [
    [t("card.scanner"), scanner && `${scanner.name} ${scanner.version}`],
    [t("card.database"), databaseDate && formatDay(databaseDate, language)],
    [t("card.scanned"), scannedAt && formatExact(scannedAt, language)],
    [t("card.took"), duration !== null && formatDuration(duration, language)],
  ] as const;
  return (
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
  );
}
