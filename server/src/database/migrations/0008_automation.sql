-- Scans of many at once, by themselves, and news of them.
create table schedule (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  cron text not null,
  time_zone text not null,
  registry_id uuid references registry on delete cascade,
  space text,
  repository text,
  tag text,
  not_scanned_days integer,
  pushed_within_days integer,
  newest_only boolean not null default false,
  scanner_id uuid references scanner on delete set null,
  enabled boolean not null,
  concurrency smallint not null,
  window_hours double precision,
  -- When the next run is due; null where it is switched off. What is past was missed, and is started once.
  next_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index schedule_name on schedule (lower(name));
create index schedule_due on schedule (next_at) where next_at is not null;
create index schedule_by_registry on schedule (registry_id);
create index schedule_by_scanner on schedule (scanner_id);

create table run (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  name text,
  trigger text not null check (trigger in ('manual', 'schedule')),
  -- Not referenced: a run outlives its schedule, and whoever unbinds a registry need not wait for a run.
  schedule_id uuid,
  by text,
  state text not null default 'running' check (state in ('running', 'done', 'stopped')),
  -- Of a schedule: which images, by which scanner, so many at once and until when.
  scope jsonb,
  scanner_id uuid,
  concurrency smallint,
  window_until timestamptz,
  -- Whether all that it scans is among its items; up to which artifact has been looked.
  filled boolean not null,
  filled_to uuid,
  -- Counted from its items while it runs, and kept here when it is over.
  total integer not null default 0,
  done integer not null default 0,
  failed integer not null default 0,
  stopped integer not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create index run_newest on run (seq desc);
create index run_by_schedule on run (schedule_id, seq desc) where schedule_id is not null;
create index run_running on run (id) where state = 'running';

alter table scan add column run_id uuid references run on delete set null;
create index scan_by_run on scan (run_id) where run_id is not null;
create index scan_of_run_active on scan (run_id) where run_id is not null and state in ('queued', 'scanning');
create index scan_running on scan (started_at desc, id) where state = 'scanning';
drop index scan_ended;
create index scan_ended on scan (finished_at desc, id desc) where finished_at is not null;

-- What a run scans, each once: the scan is the last that was made, by this run or by who was faster.
create table run_item (
  run_id uuid not null references run on delete cascade,
  artifact_id uuid not null references artifact on delete cascade,
  registry_id uuid not null,
  scan_id uuid references scan on delete cascade,
  primary key (run_id, artifact_id)
);
create index run_item_waiting on run_item (run_id, registry_id, artifact_id) where scan_id is null;
create index run_item_by_scan on run_item (scan_id) where scan_id is not null;
create index run_item_by_artifact on run_item (artifact_id);

-- Where all stood on a day, over the newest tag of each image.
create table daily_summary (
  day date primary key,
  summary jsonb not null
);

-- Each vulnerability over the newest tags of all images; counted in the background, all of it anew.
create table vulnerability (
  id text primary key,
  severity smallint not null,
  cvss double precision,
  epss double precision,
  kev boolean not null,
  fixable boolean not null,
  images integer not null,
  title text,
  packages text[] not null,
  -- Ids, aliases and packages, to look in.
  words text not null
);
create index package_finding_by_vulnerability on package_finding (vulnerability_id);
create index finding_by_vulnerability on finding (vulnerability_id);
-- Which images hold a package: asked of every vulnerability that is looked at.
create index inventory_packages on inventory using gin (package_ids);

create table channel (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  kind text not null check (kind in ('webhook', 'slack', 'teams', 'dingtalk', 'feishu', 'wecom', 'email')),
  events text[] not null,
  registry_id uuid references registry on delete cascade,
  space text,
  repository text,
  tag text,
  severity smallint not null,
  digest text not null check (digest in ('none', 'hourly', 'daily')),
  enabled boolean not null,
  -- Where to, with what is secret in it; and what of it may be shown.
  target_sealed bytea not null,
  shown text not null,
  created_at timestamptz not null default now()
);
create unique index channel_name on channel (lower(name));
create index channel_by_registry on channel (registry_id);

create table delivery (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  channel_id uuid not null references channel on delete cascade,
  event text not null,
  title text not null,
  message jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  at timestamptz not null default now(),
  -- When it is tried (again).
  next_at timestamptz not null default now(),
  detail text
);
create index delivery_newest on delivery (channel_id, seq desc);
create index delivery_due on delivery (next_at) where state = 'waiting';

-- Whether channels were told.
alter table notice add column passed boolean not null default false;
create index notice_waiting on notice (id) where not passed;

-- Since when what is pushed is scanned by itself; null: it is not.
alter table registry add column scan_on_push_at timestamptz;
