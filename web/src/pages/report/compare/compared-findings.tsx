import type { Comparison } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import { SeverityMark } from "../../../components/severity/severity-mark.tsx";
import styles from "./compare.module.css";

type ComparedFindingsProps = {
  kind: "added" | "fixed" | "unchanged";
  findings: Comparison["added"];
};

const shown = 500;

/** One kind of change, open where it is one. */
export function ComparedFindings({ kind, findings }: ComparedFindingsProps) {
  const { t } = useTranslation();
  return (
    <details open={kind !== "unchanged" && findings.length > 0} className={styles.part}>
      <summary data-kind={kind}>{t(`compare.${kind}`, { count: findings.length })}</summary>
      <Scrollable label={t(`compare.${kind}`, { count: findings.length })}>
        <ul className={styles.list}>
          {findings
            .slice(0, shown)
            .map(({ id, severity, package: { name, version, path }, fixedVersions }) => (
              <li key={`${id} ${name} ${version} ${path}`}>
                <SeverityMark severity={severity} />
                <b>{id}</b>
                <span>
                  {name} {version}
                </span>
                {kind !== "fixed" && fixedVersions.length > 0 && (
                  <span className={styles.dim}>
                    {t("findings.fixedIn")} {fixedVersions.join(", ")}
                  </span>
                )}
              </li>
            ))}
          {findings.length > shown && <li>… +{findings.length - shown}</li>}
        </ul>
      </Scrollable>
    </details>
  );
}
