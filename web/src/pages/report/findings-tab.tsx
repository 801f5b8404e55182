import { Stack } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { FindingGroups } from "./finding-groups.tsx";
import { FindingsFilter } from "./findings-filter.tsx";
import { FindingsList } from "./findings-list.tsx";
import { NoReport } from "./no-report.tsx";
import { OpenGroup } from "./open-group.tsx";
import { useFindingFilter } from "./use-finding-filter.ts";

type FindingsTabProps = { artifact: Artifact; report: Report | null };

export function FindingsTab({ artifact, report }: FindingsTabProps) {
  const { t } = useTranslation();
  const { group, of } = useFindingFilter();
  if (report === null) return <NoReport artifact={artifact} />;
  if (report.summary.total === 0)
    return (
      <Panel>
        <Empty
          icon={<IconShieldCheck />}
          title={t("scale.none")}
          text={t("report.clean", { count: report.packages })}
        />
      </Panel>
    );
  return (
    <Stack gap="sm">
      <FindingsFilter summary={report.summary} index={artifact.children !== null} />
      {group && of === undefined ? (
        <FindingGroups artifactId={artifact.id} by={group} layers={report.layers} />
      ) : (
        <>
          {group && of !== undefined && <OpenGroup by={group} name={of} layers={report.layers} />}
          <FindingsList artifact={artifact} />
        </>
      )}
    </Stack>
  );
}
