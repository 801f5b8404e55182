import { useTranslation } from "react-i18next";
import { ScaleBar } from "../scale-bar/scale-bar.tsx";
import { ScanCard } from "./scan-card.tsx";
import styles from "./scan-cell.module.css";
import { ScanStateLine } from "./scan-state-line.tsx";
import type { Scanned } from "./scanned.ts";

type ScanCellProps = {
  artifact: Scanned;
  /** What a screen reader calls it. */
  name: string;
};

/** The state of an artifact's scan in words, and under the last complete one its scale bar. */
export function ScanCell({ artifact, name }: ScanCellProps) {
  const { t } = useTranslation();
  const { summary, outdated } = artifact;
  return (
    <div className={styles.cell}>
      {summary && (
        <ScanCard artifact={artifact} summary={summary} name={name}>
          <ScaleBar summary={summary} unchecked={artifact.unchecked ?? 0} outdated={outdated} />
        </ScanCard>
      )}
      <div className={styles.line}>
        <ScanStateLine artifact={artifact} name={name} />
        {summary && outdated && <span className={styles.earlier}>{t("cell.earlier")}</span>}
      </div>
    </div>
  );
}
