import { Button, Group } from "@mantine/core";
import type { Schedule } from "@plimsoll/api";
import { IconCalendarTime, IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, Cards } from "../../../components/card/card.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog/confirm-dialog.tsx";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { TextLink } from "../../../components/links/links.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { LoadingRows } from "../../../components/states/loading-rows.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemState } from "../../../components/states/problem-state.tsx";
import { Ago } from "../../../components/time/ago.tsx";
import { useScheduleActions, useSchedules } from "../../../data/use-schedules.ts";
import { useSession } from "../../../data/use-session.ts";
import { CronText } from "./cron-text.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";

/** What is scanned by itself, and when. */
export function SchedulesTab() {
  const { t } = useTranslation();
  const { role } = useSession();
  const schedules = useSchedules();
  const { remove } = useScheduleActions();
  const [edited, setEdited] = useState<Schedule | "new" | null>(null);
  const [removed, setRemoved] = useState<Schedule | null>(null);
  const mayChange = role === "administrator";
  const add = mayChange && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited("new")}>
      {t("schedules.add")}
    </Button>
  );
  if (schedules.isPending) return <LoadingRows height={70} />;
  if (schedules.isError)
    return (
      <Panel>
        <ProblemState error={schedules.error} onRetry={() => void schedules.refetch()} />
      </Panel>
    );
  return (
    <>
      {schedules.data.length === 0 ? (
        <Panel>
          <Empty
            icon={<IconCalendarTime />}
            title={t("schedules.none.title")}
            text={t("schedules.none.text")}
          >
            {add}
          </Empty>
        </Panel>
      ) : (
        <>
          <Group justify="flex-end" mb="sm">
            {add}
          </Group>
          <Cards>
            {schedules.data.map((schedule) => (
              <ScheduleCard
                key={schedule.id}
                schedule={schedule}
                mayChange={mayChange}
                onEdit={() => setEdited(schedule)}
                onRemove={() => setRemoved(schedule)}
              />
            ))}
          </Cards>
        </>
      )}
      <ScheduleDialog edited={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        opened={removed !== null}
        title={t("schedules.removeOf", { name: removed?.name ?? "" })}
        text={t("schedules.removeText")}
        action={t("action.remove")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removed && remove.mutate(removed.id, { onSuccess: () => setRemoved(null) })
        }
        onClose={() => setRemoved(null)}
      />
    </>
  );
}

type ScheduleCardProps = {
  schedule: Schedule;
  mayChange: boolean;
  onEdit: () => void;
  onRemove: () => void;
};

function ScheduleCard({ schedule, mayChange, onEdit, onRemove }: ScheduleCardProps) {
  const { t } = useTranslation();
  const { run } = useScheduleActions();
  const { name, cron, timeZone, scope, enabled, nextRuns, lastRunId, artifacts } = schedule;
  const [next] = nextRuns;
  return (
    <Card
      title={name}
      actions={
        mayChange && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlayerPlay size={14} />}
              loading={run.isPending}
              aria-label={t("schedules.runOf", { name })}
              onClick={() => run.mutate(schedule.id)}
            >
              {t("schedules.runNow")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("policies.editOf", { name })}
              onClick={onEdit}
            >
              {t("action.edit")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("schedules.removeOf", { name })}
              onClick={onRemove}
            >
              {t("action.remove")}
            </Button>
          </>
        )
      }
    >
      <span>
        <CronText cron={cron} /> ({timeZone}) · <ScopeText scope={scope} /> ·{" "}
        {t("schedules.artifacts", { count: artifacts })}
      </span>
      <span>
        {!enabled && t("policies.off")}
        {enabled && next && (
          <>
            {t("schedules.next")} <Ago time={next} />
          </>
        )}
        {lastRunId && (
          <>
            {" · "}
            <TextLink to="/scans" search={{ run: lastRunId }} size="sm">
              {t("schedules.lastRun")}
            </TextLink>
          </>
        )}
      </span>
    </Card>
  );
}
