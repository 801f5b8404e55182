import { VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Digest } from "../../components/copy/digest.tsx";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { ScanCell } from "../../components/scan-cell/scan-cell.tsx";
import { VerdictBadge } from "../../components/verdict/verdict-badge.tsx";
import { formatBytes } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { ArtifactMenu } from "./artifact-menu.tsx";
import { ArtifactPlatform } from "./artifact-platform.tsx";
import { type ArtifactRow, rowName } from "./artifact-row.ts";
import { ArtifactTags } from "./artifact-tags.tsx";
import { Pushed } from "./pushed.tsx";

const helper = columnsOf<ArtifactRow>();

export function useArtifactColumns(open: string[], onOpen: (open: string[]) => void) {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "tags",
          header: t("artifact.tags"),
          meta: { track: "minmax(88px, 1.9fr)", card: "wide" },
          cell: ({ row }) => <ArtifactTags row={row.original} />,
        }),
        helper.display({
          id: "platform",
          header: t("artifact.platform"),
          meta: { track: "minmax(124px, 0.8fr)" },
          cell: ({ row }) => (
            <ArtifactPlatform
              row={row.original}
              open={open.includes(row.original.id)}
              onToggle={(id) =>
                onOpen(open.includes(id) ? open.filter((one) => one !== id) : [...open, id])
              }
            />
          ),
        }),
        helper.display({
          id: "digest",
          header: t("artifact.digest"),
          meta: { track: "160px", from: 860 },
          cell: ({ row }) => <Digest digest={row.original.artifact.digest} />,
        }),
        helper.display({
          id: "size",
          header: t("artifact.size"),
          meta: { track: "66px", align: "end", from: 760 },
          cell: ({ row }) => formatBytes(row.original.artifact.size, language),
        }),
        helper.display({
          id: "pushed",
          header: t("artifact.pushed"),
          meta: { track: "118px", from: 1020 },
          cell: ({ row: { original } }) =>
            original.child === null && <Pushed artifact={original.artifact} />,
        }),
        helper.display({
          id: "scan",
          header: t("images.scan"),
          meta: { track: "minmax(206px, 2.2fr)", card: "wide" },
          cell: ({ row }) => (
            <ScanCell artifact={row.original.artifact} name={rowName(row.original)} />
          ),
        }),
        helper.display({
          id: "verdict",
          header: t("verdict.name"),
          meta: { track: "78px", from: 900 },
          cell: ({ row: { original } }) =>
            original.child === null &&
            original.artifact.verdict && <VerdictBadge result={original.artifact.verdict.result} />,
        }),
        helper.display({
          id: "menu",
          header: () => <VisuallyHidden>{t("artifact.menu")}</VisuallyHidden>,
          meta: { track: "30px", align: "end", card: "corner" },
          cell: ({ row }) => <ArtifactMenu row={row.original} />,
        }),
      ]),
    [t, language, open, onOpen],
  );
}
