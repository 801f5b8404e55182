import type { Registry } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./registry-card.module.css";
import { RegistryHealth } from "./registry-health.tsx";

/** What is installed in a Harbor to scan with. */
export function InstalledScanners({ scanners }: Pick<Registry, "scanners">) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className={styles.scanners} aria-label={t("registry.scanners")}>
      {scanners.map(({ id, name, version, health, databaseDate, isDefault }) => (
        <li key={id}>
          <span>
            <b>{name}</b> {version} {isDefault && `(${t("registry.defaultScanner")})`}
            {databaseDate &&
              ` · ${t("registry.databaseOf", { date: formatDay(databaseDate.slice(0, 10), language) })}`}
          </span>
          <RegistryHealth health={health} />
        </li>
      ))}
    </ul>
  );
}
