import { Group, Text } from "@mantine/core";
import type { Image } from "@plimsoll/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { columnsOf } from "../../components/data-table/table-features.ts";
import { TextLink } from "../../components/links/links.tsx";
import { SampleBadge } from "../../components/sample-badge/sample-badge.tsx";
import { ScanCell } from "../../components/scan-cell/scan-cell.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { VerdictBadge } from "../../components/verdict/verdict-badge.tsx";
import { formatCount } from "../../format/numbers.ts";
import { artifactName } from "../../url/artifact-name.ts";
import { imagePath } from "../../url/image-path.ts";
import { useLanguage } from "../../words/use-language.ts";

const helper = columnsOf<Image>();

export function useImageColumns() {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "image",
          header: t("images.image"),
          meta: { track: "minmax(220px, 3fr)", card: "wide" },
          cell: ({ row }) => <ImageName image={row.original} />,
        }),
        helper.display({
          id: "tag",
          header: t("images.newestTag"),
          meta: { track: "minmax(90px, 1fr)", from: 760 },
          cell: ({ row }) => row.original.newest?.tags[0] ?? "",
        }),
        helper.display({
          id: "scan",
          header: t("images.scan"),
          meta: { track: "minmax(230px, 2.4fr)", card: "wide" },
          cell: ({ row: { original: image } }) =>
            image.newest ? (
              <ScanCell artifact={image.newest} name={artifactName(image.newest)} />
            ) : (
              <Text size="xs" c="dimmed">
                {t("images.nothingTagged")}
              </Text>
            ),
        }),
        helper.display({
          id: "verdict",
          header: t("verdict.name"),
          meta: { track: "92px", from: 860 },
          cell: ({ row }) => {
            const verdict = row.original.newest?.verdict;
            return verdict && <VerdictBadge result={verdict.result} />;
          },
        }),
        helper.display({
          id: "fixable",
          header: t("card.fixable"),
          meta: { track: "72px", align: "end", from: 900, card: "leave-out" },
          cell: ({ row }) => {
            const summary = row.original.newest?.summary;
            return summary ? formatCount(summary.fixable, language) : "";
          },
        }),
        helper.display({
          id: "scanned",
          header: t("images.lastScanned"),
          meta: { track: "120px", align: "end", from: 820 },
          cell: ({ row }) => {
            const time = row.original.newest?.scannedAt;
            return time ? <Ago time={time} /> : "";
          },
        }),
      ]),
    [t, language],
  );
}

function ImageName({ image }: { image: Image }) {
  return (
    <div>
      <TextLink
        to="/images/$registry/$space/$repository"
        params={imagePath(image)}
        fw={600}
        size="sm"
      >
        {image.repository}
      </TextLink>
      <Group gap={6} mt={1}>
        <Text size="xs" c="dimmed">
          {image.registry.name}
        </Text>
        {image.registry.sample && <SampleBadge />}
      </Group>
    </div>
  );
}
