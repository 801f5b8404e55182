import { Stack } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { DatabaseNote } from "../../components/database-note/database-note.tsx";
import { ScaleBar } from "../../components/scale-bar/scale-bar.tsx";
import { ScanStateLine } from "../../components/scan-cell/scan-state-line.tsx";
import { artifactName } from "../../url/artifact-name.ts";
import styles from "./report.module.css";
import { ReportFacts } from "./report-facts.tsx";
import { ReportPlatforms } from "./report-platforms.tsx";
import { ReportSkipped } from "./report-skipped.tsx";
import { ReportVerdict } from "./report-verdict.tsx";

type ReportHeadProps = { artifact: Artifact; report: Report | null };

/** What was scanned, how it stands, and what the result rests on. */
export function ReportHead({ artifact, report }: ReportHeadProps) {
  const { t } = useTranslation();
  // Of the scanner that is looked at, which need not be the one that the artifact shows.
  const summary = report?.summary ?? artifact.summary;
  return (
    <Stack gap="sm">
      <section className={styles.head}>
        <div className={styles.result}>
          {summary && (
            <ScaleBar
              summary={summary}
              unchecked={artifact.unchecked ?? 0}
              outdated={artifact.outdated}
              size="lg"
            />
          )}
          <div className={styles.state}>
            <ScanStateLine artifact={artifact} name={artifactName(artifact)} />
          </div>
          <ReportVerdict artifact={artifact} />
          {report && report.excepted.total > 0 && (
            <div className={styles.state}>
              {t("report.excepted", { count: report.excepted.total })}
            </div>
          )}
        </div>
        <ReportFacts artifact={artifact} report={report} />
        {artifact.children && (
          <ReportPlatforms platforms={artifact.children} unique={artifact.uniqueSummary} />
        )}
      </section>
      {report?.database && <DatabaseNote database={report.database} />}
      {report && report.skipped.length > 0 && <ReportSkipped skipped={report.skipped} />}
    </Stack>
  );
}
