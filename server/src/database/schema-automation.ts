import type {
  ChannelTemplate,
  channelKinds,
  NotifiedEvent,
  Run,
  ScanRow,
  Schedule,
  Summary,
} from "@plimsoll/api";
import type { ColumnType, Generated } from "kysely";
import type { Message } from "../notifications/message.ts";

/** The tables of what goes on by itself: runs, schedules, sums and news. */
export type AutomationTables = {
  schedule: ScheduleTable;
  run: RunTable;
  run_item: {
    run_id: string;
    artifact_id: string;
    registry_id: string;
    scan_id: Nullable<string>;
  };
  daily_summary: { day: string; summary: Json<Summary> };
  vulnerability: VulnerabilityTable;
  channel: ChannelTable;
  delivery: DeliveryTable;
};

type Json<T> = ColumnType<T, string, string>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Identity = ColumnType<number, never, never>;
type ScopeColumns = {
  workspace_id: Nullable<string>;
  registry_id: Nullable<string>;
  space: Nullable<string>;
  repository: Nullable<string>;
  tag: Nullable<string>;
};

type ScheduleTable = ScopeColumns & {
  id: Generated<string>;
  name: string;
  cron: string;
  time_zone: string;
  not_scanned_days: Nullable<number>;
  pushed_within_days: Nullable<number>;
  newest_only: boolean;
  labels: Json<Record<string, string>>;
  deployed: boolean;
  scanner_id: Nullable<string>;
  enabled: boolean;
  concurrency: number;
  window_hours: Nullable<number>;
  next_at: Nullable<Date>;
  created_at: Generated<Date>;
};

type RunTable = {
  id: Generated<string>;
  seq: Identity;
  name: Nullable<string>;
  trigger: Extract<ScanRow["trigger"], "manual" | "schedule">;
  schedule_id: Nullable<string>;
  by: Nullable<string>;
  workspace_id: Nullable<string>;
  state: Generated<Run["state"]>;
  /** Null of what a person named one by one. */
  scope: ColumnType<Schedule["scope"] | null, string | null | undefined, string | null>;
  /** Null: the first one of where each artifact is. */
  scanner_id: Nullable<string>;
  /** Null: all at once. */
  concurrency: Nullable<number>;
  window_until: Nullable<Date>;
  filled: boolean;
  filled_to: Nullable<string>;
  total: Generated<number>;
  done: Generated<number>;
  failed: Generated<number>;
  stopped: Generated<number>;
  started_at: Generated<Date>;
  finished_at: Nullable<Date>;
};

type VulnerabilityTable = {
  id: string;
  /** The place in the API's `severities`. */
  severity: number;
  cvss: Nullable<number>;
  epss: Nullable<number>;
  kev: boolean;
  fixable: boolean;
  images: number;
  title: Nullable<string>;
  packages: string[];
  words: string;
};

type ChannelTable = ScopeColumns & {
  id: Generated<string>;
  name: string;
  kind: (typeof channelKinds)[number];
  events: NotifiedEvent[];
  severity: number;
  digest: "none" | "hourly" | "daily";
  enabled: boolean;
  target_sealed: Buffer;
  shown: string;
  only_deployed: Generated<boolean>;
  template: ColumnType<ChannelTemplate | null, string | null | undefined, string | null>;
  created_at: Generated<Date>;
};

type DeliveryTable = {
  id: Generated<string>;
  seq: Identity;
  channel_id: string;
  event: string;
  title: string;
  message: Json<Message>;
  state: Generated<"waiting" | "delivered" | "failed">;
  attempts: Generated<number>;
  at: Generated<Date>;
  next_at: Generated<Date>;
  detail: Nullable<string>;
};
