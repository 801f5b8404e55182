import { Group, UnstyledButton } from "@mantine/core";
import type { ReportFinding } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { KevMark } from "../../components/kev-mark/kev-mark.tsx";
import { SeverityMark } from "../../components/severity/severity-mark.tsx";
import { formatProbability, formatScore } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { OriginText } from "./origin-text.tsx";
import styles from "./report.module.css";

const helper = columnsOf<ReportFinding>();

export function useFindingColumns(index: boolean, onOpen: (finding: ReportFinding) => void) {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const platform = helper.display({
      id: "platform",
      header: t("artifact.platform"),
      meta: { track: "104px" },
      cell: ({ row }) => row.original.platform ?? "",
    });
    return helper.columns([
      helper.display({
        id: "severity",
        header: t("findings.severity"),
        meta: { track: "84px", sort: "severity", card: "bare" },
        cell: ({ row }) => <SeverityMark severity={row.original.severity} />,
      }),
      helper.display({
        id: "id",
        header: t("findings.vulnerability"),
        meta: { track: "128px", sort: "id", card: "bare" },
        cell: ({ row }) => (
          <UnstyledButton className={styles.id} onClick={() => onOpen(row.original)}>
            {row.original.id}
          </UnstyledButton>
        ),
      }),
      helper.display({
        id: "package",
        header: t("findings.package"),
        meta: { track: "minmax(100px, 1.5fr)", sort: "package", card: "wide" },
        cell: ({ row }) => <PackageName found={row.original.package} />,
      }),
      helper.display({
        id: "installed",
        header: t("findings.installed"),
        meta: { track: "minmax(80px, 0.9fr)" },
        cell: ({ row }) => <span className={styles.version}>{row.original.package.version}</span>,
      }),
      helper.display({
        id: "fixed",
        header: t("findings.fixedIn"),
        meta: { track: "minmax(80px, 0.9fr)" },
        cell: ({ row: { original } }) =>
          original.fixedVersions.length > 0 && (
            <span className={styles.version}>{original.fixedVersions.join(", ")}</span>
          ),
      }),
      helper.display({
        id: "status",
        header: t("findings.status"),
        meta: { track: "minmax(70px, 0.7fr)" },
        cell: ({ row }) => t(`findingStatus.${row.original.status}`),
      }),
      helper.display({
        id: "cvss",
        header: "CVSS",
        meta: { track: "52px", align: "end", sort: "cvss" },
        cell: ({ row: { original } }) =>
          original.cvss ? formatScore(original.cvss.score, language) : "",
      }),
      helper.display({
        id: "epss",
        header: "EPSS",
        meta: { track: "98px", align: "end", sort: "epss" },
        cell: ({ row: { original } }) => <Exploited finding={original} />,
      }),
      ...(index ? [platform] : []),
      helper.display({
        id: "layer",
        header: t("findings.layer"),
        meta: { track: "minmax(96px, 1.5fr)", from: 900, card: "leave-out" },
        cell: ({ row }) => (
          <OriginText origin={row.original.origin} layer={row.original.layer?.index ?? null} />
        ),
      }),
    ]);
  }, [t, language, index, onOpen]);
}

/** The package, and below it the file that says it is installed. */
function PackageName({ found }: { found: ReportFinding["package"] }) {
  return (
    <>
      {found.name}
      {found.path && (
        <div className={styles.where} title={found.path}>
          {found.path}
        </div>
      )}
    </>
  );
}

function Exploited({ finding }: { finding: ReportFinding }) {
  const language = useLanguage();
  if (!finding.kev && finding.epss === null) return null;
  return (
    <Group gap={5} justify="flex-end" wrap="nowrap" w="fit-content">
      {finding.kev && <KevMark />}
      {finding.epss !== null && formatProbability(finding.epss, language)}
    </Group>
  );
}
