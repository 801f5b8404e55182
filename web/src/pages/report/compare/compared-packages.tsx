import type { Comparison } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import styles from "./compare.module.css";

const shown = 1000;

export function ComparedPackages({ packages }: { packages: Comparison["packages"] }) {
  const { t } = useTranslation();
  return (
    <details className={styles.part}>
      <summary>{t("compare.packages", { count: packages.length })}</summary>
      <Scrollable label={t("compare.packages", { count: packages.length })}>
        <ul className={styles.list}>
          {packages.slice(0, shown).map(({ name, type, from, to }) => (
            <li key={`${type} ${name} ${from} ${to}`}>
              <b>{name}</b>
              <span className={styles.dim}>{type}</span>
              <span>
                {from === null
                  ? t("compare.packageAdded", { version: to })
                  : to === null
                    ? t("compare.packageRemoved", { version: from })
                    : `${from} → ${to}`}
              </span>
            </li>
          ))}
          {packages.length > shown && <li>… +{packages.length - shown}</li>}
        </ul>
      </Scrollable>
    </details>
  );
}
