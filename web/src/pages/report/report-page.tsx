import { Group, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { Page } from "../../components/page/page.tsx";
import { SampleBadge } from "../../components/sample-badge/sample-badge.tsx";
import { ScanButtons } from "../../components/scan-cell/scan-buttons.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { useArtifact } from "../../data/use-artifact.ts";
import { useReport } from "../../data/use-report.ts";
import { artifactName } from "../../url/artifact-name.ts";
import { imagePath } from "../../url/image-path.ts";
import { ExportMenu } from "./export-menu.tsx";
import { ReportHead } from "./report-head.tsx";
import { preloadTab, ReportTabs } from "./report-tabs.tsx";
import { ScannerSwitch } from "./scanner-switch.tsx";

const route = getRouteApi("/inside/artifacts/$id");

export function ReportPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { scanner, tab } = route.useSearch();
  useEffect(() => preloadTab(tab), [tab]);
  const artifact = useArtifact(id);
  const hasReport = artifact.data?.summary != null;
  const report = useReport(id, scanner, hasReport || scanner !== undefined);

  if (artifact.isPending || report.isLoading)
    return (
      <Page title={t("report.title")}>
        <LoadingRows />
      </Page>
    );
  const failed = artifact.isError ? artifact : report.isError ? report : null;
  if (failed !== null || artifact.data === undefined)
    return (
      <Page title={t("report.title")}>
        <Panel>
          <ProblemState error={failed?.error} onRetry={() => void failed?.refetch()} />
        </Panel>
      </Page>
    );

  const { registry, repository } = artifact.data;
  return (
    <Page
      title={artifactName(artifact.data)}
      above={
        <Group gap={6}>
          <TextLink to="/images" search={{ registry: registry.id }} size="xs">
            {registry.name}
          </TextLink>
          <Text size="xs" c="dimmed" aria-hidden>
            /
          </Text>
          <TextLink
            to="/images/$registry/$space/$repository"
            params={imagePath(artifact.data)}
            size="xs"
          >
            {repository}
          </TextLink>
          {registry.sample && <SampleBadge />}
        </Group>
      }
      aside={
        <Group gap="xs" wrap="nowrap">
          {report.data && <ExportMenu artifactId={id} label={t("action.export")} />}
          <ScanButtons artifact={artifact.data} />
        </Group>
      }
    >
      <ScannerSwitch artifactId={id} />
      <ReportHead artifact={artifact.data} report={report.data ?? null} />
      <ReportTabs artifact={artifact.data} report={report.data ?? null} />
    </Page>
  );
}
