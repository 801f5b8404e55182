import {
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import type { Schedule } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { ScopeFields } from "../../../components/image-scope/scope-fields.tsx";
import { useScanners } from "../../../data/use-scanners.ts";
import { useScheduleActions } from "../../../data/use-schedules.ts";
import { useLanguage } from "../../../words/use-language.ts";
import { cronWords } from "./cron-words.ts";

type Values = Omit<Schedule, "id" | "nextRuns" | "lastRunId" | "artifacts">;

/** Every night, in the time zone of whoever makes it. */
const nightly = (): Values => ({
  name: "",
  cron: "30 2 * * *",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  scope: { newestOnly: true },
  scannerId: null,
  enabled: true,
  concurrency: 4,
  windowHours: null,
});

export function ScheduleForm({
  schedule,
  onDone,
}: {
  schedule: Schedule | null;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { create, update } = useScheduleActions();
  const scanners = useScanners();
  const [values, setValues] = useState<Values>(() => valuesOf(schedule) ?? nightly());
  const [marked, setMarked] = useState(false);
  const change = (next: Partial<Values>) => setValues((now) => ({ ...now, ...next }));
  const words = cronWords(values.cron, language);
  const missing = values.name.trim() === "";
  const { scope } = values;

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (missing || words === null) return;
    const options = { onSuccess: onDone };
    if (schedule) update.mutate({ id: schedule.id, body: values }, options);
    else create.mutate(values, options);
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("form.name")}
          required
          value={values.name}
          error={marked && missing && t("form.required")}
          onChange={(event) => change({ name: event.currentTarget.value })}
          data-autofocus
        />
        <Group grow align="start">
          <TextInput
            label={t("schedules.cron")}
            description={words ?? t("schedules.noCron")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            required
            value={values.cron}
            error={words === null && t("schedules.noCron")}
            onChange={(event) => change({ cron: event.currentTarget.value })}
          />
          <Select
            label={t("schedules.timeZone")}
            searchable
            data={timeZones(values.timeZone)}
            value={values.timeZone}
            allowDeselect={false}
            onChange={(timeZone) => timeZone && change({ timeZone })}
          />
        </Group>
        <ScopeFields
          scope={scope}
          onChange={(next) => {
            const { registryId: _, space: __, repository: ___, tag: ____, ...own } = scope;
            change({ scope: { ...own, ...next } });
          }}
        />
        <Group grow align="end">
          <NumberInput
            label={t("schedules.notScannedDays")}
            min={1}
            value={scope.notScannedDays ?? ""}
            onChange={(days) => change({ scope: withDays(scope, "notScannedDays", days) })}
          />
          <NumberInput
            label={t("schedules.pushedWithinDays")}
            min={1}
            value={scope.pushedWithinDays ?? ""}
            onChange={(days) => change({ scope: withDays(scope, "pushedWithinDays", days) })}
          />
        </Group>
        <TagsInput
          label={t("schedules.labels")}
          description={t("schedules.labelsHint")}
          placeholder="org.opencontainers.image.vendor=Ex*"
          value={labelWords(scope.labels ?? {})}
          onChange={(words) => change({ scope: { ...scope, labels: labelsOf(words) } })}
        />
        <Switch
          label={t("schedules.newestOnly")}
          checked={scope.newestOnly ?? false}
          onChange={(event) =>
            change({ scope: { ...scope, newestOnly: event.currentTarget.checked } })
          }
        />
        <Switch
          label={t("schedules.deployed")}
          description={t("schedules.deployedHint")}
          checked={scope.deployed ?? false}
          onChange={(event) =>
            change({ scope: { ...scope, deployed: event.currentTarget.checked } })
          }
        />
        <Select
          label={t("card.scanner")}
          placeholder={t("schedules.usualScanner")}
          data={(scanners.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.scannerId}
          onChange={(scannerId) => change({ scannerId })}
          clearable
          clearButtonProps={{ "aria-label": t("schedules.usualScanner") }}
        />
        <Group grow align="end">
          <NumberInput
            label={t("schedules.concurrency")}
            min={1}
            max={64}
            value={values.concurrency}
            onChange={(count) => change({ concurrency: Number(count) || 1 })}
          />
          <NumberInput
            label={t("schedules.windowHours")}
            min={0.25}
            max={168}
            value={values.windowHours ?? ""}
            onChange={(hours) => change({ windowHours: Number(hours) || null })}
          />
        </Group>
        <Switch
          label={t("schedules.enabled")}
          checked={values.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <Text size="xs" c="dimmed">
          {t("schedules.hint")}
        </Text>
        <FormFoot
          error={create.error ?? update.error}
          busy={create.isPending || update.isPending}
          action={t("action.save")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

function valuesOf(schedule: Schedule | null): Values | null {
  if (!schedule) return null;
  const { id: _, nextRuns: __, lastRunId: ___, artifacts: ____, ...values } = schedule;
  return values;
}

function withDays(
  scope: Values["scope"],
  key: "notScannedDays" | "pushedWithinDays",
  days: number | string,
): Values["scope"] {
  const { [key]: _, ...rest } = scope;
  return Number(days) >= 1 ? { ...rest, [key]: Math.floor(Number(days)) } : rest;
}

type Labels = NonNullable<Values["scope"]["labels"]>;

/** As they are typed: `key=pattern`, or the key alone for any value. */
function labelWords(labels: Labels): string[] {
  return Object.entries(labels).map(([key, pattern]) => `${key}=${pattern}`);
}

function labelsOf(words: readonly string[]): Labels {
  return Object.fromEntries(
    words.map((word) => {
      const [key = "", ...pattern] = word.split("=");
      return [key.trim(), pattern.join("=").trim() || "*"];
    }),
  );
}

function timeZones(own: string): string[] {
  return [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
