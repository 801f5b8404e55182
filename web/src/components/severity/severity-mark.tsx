import type { Severity } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import styles from "./severity.module.css";

/** One severity in its colour and in words. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={styles.mark} data-severity={severity}>
      {t(`severity.${severity}`)}
    </span>
  );
}

/** The colour alone, beside words. */
export function SeveritySwatch({ severity }: { severity: Severity }) {
  return <span className={styles.swatch} data-severity={severity} aria-hidden />;
}
