import { Group, Stack, Text } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconArrowRight, IconArrowsDiff } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { LoadingRows } from "../../../components/states/loading-rows.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemState } from "../../../components/states/problem-state.tsx";
import { useComparison } from "../../../data/use-comparison.ts";
import { NoReport } from "../no-report.tsx";
import styles from "./compare.module.css";
import { CompareWith } from "./compare-with.tsx";
import { ComparedFindings } from "./compared-findings.tsx";
import { ComparedLayers } from "./compared-layers.tsx";
import { ComparedPackages } from "./compared-packages.tsx";

const route = getRouteApi("/inside/artifacts/$id");

type CompareTabProps = { artifact: Artifact; report: Report | null };

/** What changed from another artifact to this one. */
export function CompareTab({ artifact, report }: CompareTabProps) {
  if (report === null) return <NoReport artifact={artifact} />;
  return <Compare artifact={artifact} />;
}

function Compare({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { with: other } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const comparison = useComparison(artifact.id, other);
  const { before, after } = comparison.data ?? {};
  return (
    <Stack gap="md">
      <CompareWith
        artifact={artifact}
        other={other}
        onChoose={(id) => void navigate({ search: (now) => ({ ...now, with: id }), replace: true })}
      />
      {other === undefined ? (
        <Panel>
          <Empty
            icon={<IconArrowsDiff />}
            title={t("compare.none.title")}
            text={t("compare.none.text")}
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
