import { Group, Text, UnstyledButton } from "@mantine/core";
import type { ReportFinding } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { SeverityMark } from "../../components/severity/severity-mark.tsx";
import { formatProbability, formatScore } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { KevMark } from "./kev-mark.tsx";
import { LayerCommand } from "./layer-command.tsx";
import styles from "./report.module.css";

const helper = columnsOf<ReportFinding>();

export function useFindingColumns(index: boolean, onOpen: (finding: ReportFinding) => void) {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const platform = helper.display({
      id: "platform",
      header: t("artifact.platform"),
      meta: { track: "104px", from: 700 },
      cell: ({ row }) => row.original.platform ?? "",
    });
    return helper.columns([
      helper.display({
        id: "severity",
        header: t("findings.severity"),
        meta: { track: "88px", sort: "severity" },
        cell: ({ row }) => <SeverityMark severity={row.original.severity} />,
      }),
      helper.display({
        id: "id",
        header: t("findings.vulnerability"),
        meta: { track: "minmax(128px, 150px)", sort: "id" },
        cell: ({ row }) => (
          <UnstyledButton className={styles.id} onClick={() => onOpen(row.original)}>
            {row.original.id}
          </UnstyledButton>
        ),
      }),
      helper.display({
        id: "cvss",
        header: "CVSS",
        meta: { track: "54px", align: "end", sort: "cvss" },
        cell: ({ row }) => {
          const { cvss } = row.original;
          return cvss ? formatScore(cvss.score, language) : "";
        },
      }),
      helper.display({
        id: "epss",
        header: "EPSS",
        meta: { track: "86px", align: "end", sort: "epss" },
        cell: ({ row: { original } }) => (
          <Group gap={5} justify="flex-end" wrap="nowrap" w="fit-content">
            {original.kev && <KevMark />}
            {original.epss !== null && formatProbability(original.epss, language)}
          </Group>
        ),
      }),
      helper.display({
        id: "package",
        header: t("findings.package"),
        meta: { track: "minmax(96px, 1.2fr)", sort: "package" },
        cell: ({ row }) => row.original.package.name,
      }),
      helper.display({
        id: "installed",
        header: t("findings.installed"),
        meta: { track: "minmax(84px, 1fr)" },
        cell: ({ row }) => <span className={styles.version}>{row.original.package.version}</span>,
      }),
      helper.display({
        id: "fixed",
        header: t("findings.fixedIn"),
        meta: { track: "minmax(84px, 1fr)" },
        cell: ({ row: { original } }) =>
          original.fixedVersions.length > 0 ? (
            <span className={styles.version}>{original.fixedVersions.join(", ")}</span>
          ) : (
            <Text size="xs" c="dimmed">
              {t(`findingStatus.${original.status}`)}
            </Text>
          ),
      }),
      helper.display({
        id: "status",
        header: t("findings.status"),
        meta: { track: "minmax(84px, 0.8fr)", from: 1120, card: "leave-out" },
        cell: ({ row }) => t(`findingStatus.${row.original.status}`),
      }),
      ...(index ? [platform] : []),
      helper.display({
        id: "path",
        header: t("findings.path"),
        meta: { track: "minmax(120px, 1.4fr)", from: 1280, card: "leave-out" },
        cell: ({ row: { original } }) => (
          <span
            className={`${styles.path} ${styles.clip}`}
            title={original.package.path ?? undefined}
          >
            {original.package.path}
          </span>
        ),
      }),
      helper.display({
        id: "layer",
        header: t("findings.layer"),
        meta: { track: "minmax(150px, 1.8fr)", from: 900, card: "leave-out" },
        cell: ({ row }) => <LayerCommand layer={row.original.layer} />,
      }),
    ]);
  }, [t, language, index, onOpen]);
}
