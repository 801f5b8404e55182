import { Group, Select, Stack, Text } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconArrowRight, IconArrowsDiff } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { LoadingRows } from "../../../components/states/loading-rows.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemState } from "../../../components/states/problem-state.tsx";
import { useArtifacts } from "../../../data/use-artifacts.ts";
import { useComparison } from "../../../data/use-comparison.ts";
import { artifactName } from "../../../url/artifact-name.ts";
import { NoReport } from "../no-report.tsx";
import styles from "./compare.module.css";
import { ComparedFindings } from "./compared-findings.tsx";
import { ComparedLayers } from "./compared-layers.tsx";
import { ComparedPackages } from "./compared-packages.tsx";

const route = getRouteApi("/inside/artifacts/$id");

type CompareTabProps = { artifact: Artifact; report: Report | null };

/** What changed from another artifact of the same image to this one. */
export function CompareTab({ artifact, report }: CompareTabProps) {
  if (report === null) return <NoReport artifact={artifact} />;
  return <Compare artifact={artifact} />;
}

function Compare({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { with: other } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const artifacts = useArtifacts(artifact.imageId, true);
  const comparison = useComparison(artifact.id, other);
  const choices = (artifacts.data?.pages.flatMap((page) => page.items) ?? [])
    .filter(({ id, summary }) => id !== artifact.id && summary !== null)
    .map((one) => ({ value: one.id, label: artifactName(one) }));
  const { before, after } = comparison.data ?? {};
  return (
    <Stack gap="md">
      <Select
        label={t("compare.with")}
        placeholder={t("compare.choose")}
        searchable
        clearable
        maw={420}
        data={choices}
        value={other ?? null}
        nothingFoundMessage={t("compare.nothing")}
        onChange={(id) =>
          void navigate({ search: (now) => ({ ...now, with: id ?? undefined }), replace: true })
        }
      />
      {other === undefined ? (
        <Panel>
          <Empty
            icon={<IconArrowsDiff />}
            title={t("compare.none.title")}
            text={t(choices.length > 0 ? "compare.none.text" : "compare.none.alone")}
          />
        </Panel>
      ) : comparison.isError ? (
        <Panel>
          <ProblemState error={comparison.error} onRetry={() => void comparison.refetch()} />
        </Panel>
      ) : comparison.data === undefined ? (
        <LoadingRows height={60} />
      ) : (
        <>
          <Group gap="sm" wrap="nowrap" className={styles.bars ?? ""}>
            {before && <ScaleBar summary={before.summary} />}
            <IconArrowRight size={18} aria-label={t("remedy.becomes")} role="img" />
            {after && <ScaleBar summary={after.summary} />}
          </Group>
          <ComparedFindings kind="added" findings={comparison.data.added} />
          <ComparedFindings kind="fixed" findings={comparison.data.fixed} />
          <ComparedFindings kind="unchanged" findings={comparison.data.unchanged} />
          <ComparedLayers layers={comparison.data.layers} />
          <ComparedPackages packages={comparison.data.packages} />
          <Text size="xs" c="dimmed">
            {t("compare.how")}
          </Text>
        </>
      )}
    </Stack>
  );
}
