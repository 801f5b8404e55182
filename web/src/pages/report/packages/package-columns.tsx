import type { ReportPackage } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../../components/data-table/table-features.ts";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { OriginText } from "../origin-text.tsx";
import styles from "../report.module.css";
import { ReportLink } from "../report-link.tsx";

const helper = columnsOf<ReportPackage>();

export function usePackageColumns(index: boolean) {
  const { t } = useTranslation();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t("findings.package"),
          meta: { track: "minmax(120px, 1.6fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <>
              {original.name}
              <div className={styles.where} title={original.path}>
                {original.path}
              </div>
            </>
          ),
        }),
        helper.display({
          id: "version",
          header: t("findings.installed"),
          meta: { track: "minmax(80px, 0.9fr)" },
          cell: ({ row }) => <span className={styles.version}>{row.original.version}</span>,
        }),
        helper.display({
          id: "type",
          header: t("packages.type"),
          meta: { track: "72px" },
          cell: ({ row }) => row.original.type,
        }),
        helper.display({
          id: "licenses",
          header: t("packages.licenses"),
          meta: { track: "minmax(90px, 1fr)", from: 900, card: "leave-out" },
          cell: ({ row }) => row.original.licenses.join(", "),
        }),
        ...(index
          ? [
              helper.display({
                id: "platform",
                header: t("artifact.platform"),
                meta: { track: "104px" },
                cell: ({ row }) => row.original.platform ?? "",
              }),
            ]
          : []),
        helper.display({
          id: "origin",
          header: t("findings.layer"),
          meta: { track: "minmax(96px, 1.4fr)", from: 900, card: "leave-out" },
          cell: ({ row }) => <OriginText origin={row.original.origin} layer={row.original.layer} />,
        }),
        helper.display({
          id: "findings",
          header: t("report.findings"),
          meta: { track: "minmax(110px, 1fr)", card: "wide" },
          cell: ({ row: { original } }) =>
            original.summary.total > 0 && (
              <ReportLink search={{ tab: "vulnerabilities", q: original.name }}>
                <ScaleBar summary={original.summary} />
              </ReportLink>
            ),
        }),
      ]),
    [t, index],
  );
}
