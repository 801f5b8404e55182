import type { DatabaseStatus } from "@plimsoll/api";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../components/time/ago.tsx";
import { formatCount } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./scanners.module.css";

/** How fresh the advisories are, and what the last change of them did. */
export function DatabaseFacts({ database }: { database: DatabaseStatus }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { name, date, source, updatedAt, checkedAt, nextCheckAt, lastChange } = database;
  const count = (value: number) => formatCount(value, language);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("scanners.database"), `${name}, ${formatDay(date, language)}`],
    [t("database.source"), source === "starter" ? t("scanners.starter") : source],
    [t("scanners.fetched"), updatedAt && <Ago time={updatedAt} />],
    [t("scanners.checked"), checkedAt && <Ago time={checkedAt} />],
    [t("scanners.nextCheck"), nextCheckAt && <Ago time={nextCheckAt} />],
    [
      t("scanners.lastChange"),
      lastChange && (
        <>
          <Ago time={lastChange.at} />
          {": "}
          {t("scanners.changed", {
            added: count(lastChange.added),
            resolved: count(lastChange.resolved),
            count: lastChange.reports,
            reports: count(lastChange.reports),
          })}
        </>
      ),
    ],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
