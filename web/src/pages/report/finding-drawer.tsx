import { Drawer, Text } from "@mantine/core";
import type { Artifact, ReportFinding } from "@plimsoll/api";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { useFindingsOf } from "../../data/use-findings.ts";
import { FindingDetail } from "./finding-detail.tsx";
import { findingKey, vulnerabilityOf } from "./finding-key.ts";

const route = getRouteApi("/inside/artifacts/$id");

type FindingDrawerProps = {
  artifact: Artifact;
  /** The key in the address; nothing is open without one. */
  opened: string | undefined;
  /** Those the list has read already. */
  known: ReportFinding[];
  onClose: () => void;
};

export function FindingDrawer({ artifact, opened, known, onClose }: FindingDrawerProps) {
  const { t } = useTranslation();
  const inList = known.find((finding) => findingKey(finding) === opened);
  const id = opened === undefined ? "" : vulnerabilityOf(opened);
  const { scanner } = route.useSearch();
  const unknown = opened !== undefined && inList === undefined;
  const others = useFindingsOf(artifact.id, id, scanner, unknown);
  const finding = inList ?? others.data?.items.find((one) => findingKey(one) === opened);
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={id}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {finding && <FindingDetail finding={finding} artifact={artifact} />}
      {!finding && others.isFetching && <LoadingRows rows={5} height={32} />}
      {!finding && others.isError && (
        <ProblemState error={others.error} onRetry={() => void others.refetch()} />
      )}
      {!finding && others.isSuccess && <Text>{t("finding.gone")}</Text>}
    </Drawer>
  );
}
