import { Anchor } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Digest } from "../../components/copy/digest.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { formatBytes, formatCount } from "../../format/numbers.ts";
import { formatDay, formatDuration } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./report.module.css";

type ReportFactsProps = { artifact: Artifact; report: Report | null };

export function ReportFacts({ artifact, report }: ReportFactsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { summary, createdAt, pushedAt, duration } = artifact;
  return (
    <dl className={styles.facts}>
      {summary && (
        <Fact name={t("report.findings")}>
          {t("report.findingsFixable", {
            total: formatCount(summary.total, language),
            fixable: formatCount(summary.fixable, language),
          })}
        </Fact>
      )}
      <Fact name={t("artifact.platform")}>
        {artifact.platform ??
          (artifact.children
            ? t("artifact.platforms", { count: artifact.children.length })
            : t("artifact.unknownPlatform"))}
      </Fact>
      {report?.os && (
        <Fact name={t("report.os")} wide>
          {report.os.name}
          {report.endOfLife?.ended && <EndOfLife {...report.endOfLife} />}
        </Fact>
      )}
      {report?.base?.reference && (
        <Fact name={t("origin.base")} wide>
          {report.base.reference}
        </Fact>
      )}
      {artifact.tags.length > 1 && (
        <Fact name={t("artifact.tags")} wide>
          {artifact.tags.join(", ")}
        </Fact>
      )}
      <Fact name={t("artifact.digest")}>
        <Digest digest={artifact.digest} />
      </Fact>
      <Fact name={t("artifact.size")}>{formatBytes(artifact.size, language)}</Fact>
      {pushedAt && (
        <Fact name={t("artifact.pushed")}>
          <Ago time={pushedAt} />
        </Fact>
      )}
      {createdAt && (
        <Fact name={t("artifact.created")}>
          <Ago time={createdAt} />
        </Fact>
      )}
      {report && (
        <>
          {report.packages !== null && (
            <Fact name={t("report.packages")}>
              {formatCount(report.packages, language)}
              {artifact.unchecked
                ? ` (${t("report.unchecked", { count: artifact.unchecked })})`
                : ""}
            </Fact>
          )}
          <Fact name={t("card.scanner")}>
            {report.scanner.name} {report.scanner.version}
          </Fact>
          <Fact name={t("card.scanned")}>
            <Ago time={report.scannedAt} />
            {duration !== null && ` (${formatDuration(duration, language)})`}
          </Fact>
        </>
      )}
    </dl>
  );
}

/** An image without findings may only be one that nobody looks after. */
function EndOfLife({ date, source }: NonNullable<Report["endOfLife"]>) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Anchor
      href={source}
      target="_blank"
      rel="noopener noreferrer nofollow"
      size="sm"
      c="var(--bad)"
    >
      {" "}
      {t("report.endOfLife", { date: formatDay(date, language) })}
    </Anchor>
  );
}

type FactProps = { name: string /** As a rule long. */; wide?: boolean; children: ReactNode };

function Fact({ name, wide = false, children }: FactProps) {
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
