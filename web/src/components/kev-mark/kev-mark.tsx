import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import styles from "./kev-mark.module.css";

/** In CISA's catalogue of known exploited vulnerabilities, https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
export function KevMark() {
  const { t } = useTranslation();
  return (
    <Tooltip label={t("finding.kev")}>
      <span className={styles.kev}>KEV</span>
    </Tooltip>
  );
}
