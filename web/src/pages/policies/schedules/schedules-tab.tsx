import { Button } from "@mantine/core";
import type { Schedule } from "@plimsoll/api";
import { IconCalendarTime, IconPlayerPlay } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../../components/card/card.tsx";
import { EditDialog } from "../../../components/editable-list/edit-dialog.tsx";
import { EditableList } from "../../../components/editable-list/editable-list.tsx";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { TextLink } from "../../../components/links/links.tsx";
import { Ago } from "../../../components/time/ago.tsx";
import { useScheduleActions, useSchedules } from "../../../data/use-schedules.ts";
import { CronText } from "./cron-text.tsx";
import { ScheduleForm } from "./schedule-form.tsx";

/** What is scanned by itself, and when. */
export function SchedulesTab() {
  const { t } = useTranslation();
  const { remove } = useScheduleActions();
  return (
    <EditableList
      permission="schedules.edit"
      list={useSchedules()}
      add={t("schedules.add")}
      none={{
        icon: <IconCalendarTime />,
        title: t("schedules.none.title"),
        text: t("schedules.none.text"),
      }}
      remove={remove}
      removeText={t("schedules.removeText")}
      dialog={(edited, onClose) => (
        <EditDialog edited={edited} add={t("schedules.add")} onClose={onClose}>
          {(schedule) => <ScheduleForm schedule={schedule} onDone={onClose} />}
        </EditDialog>
      )}
    >
      {(schedule, actions) => (
        <ScheduleCard key={schedule.id} schedule={schedule} actions={actions} />
      )}
    </EditableList>
  );
}

function ScheduleCard({ schedule, actions }: { schedule: Schedule; actions: ReactNode }) {
  const { t } = useTranslation();
  const { run } = useScheduleActions();
  const { name, cron, timeZone, scope, enabled, nextRuns, lastRunId, artifacts } = schedule;
  const [next] = nextRuns;
  return (
    <Card
      title={name}
      actions={
        actions && (
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
            {actions}
          </>
        )
      }
    >
      <span>
        <CronText cron={cron} /> ({timeZone}) · <ScopeText scope={scope} /> ·{" "}
        {t("schedules.artifacts", { count: artifacts })}
      </span>
      <span>
        {!enabled && t("form.off")}
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
