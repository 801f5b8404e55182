create table account (
  id uuid primary key default gen_random_uuid(),
  username text not null unique,
  password_hash text not null,
  role text not null check (role in ('administrator')),
  created_at timestamptz not null default now()
);

create table session (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the cookie's token: who reads the table cannot sign in with it.
  token_hash bytea not null unique,
  account_id uuid not null references account on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_by_account on session (account_id);
create index session_by_expiry on session (expires_at);

-- Failed sign-ins, by account, by address and by both together.
create table sign_in_attempt (
  key text primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);

create table registry (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  kind text not null check (kind in ('distribution')),
  address text not null,
  username text,
  password_sealed bytea,
  certificate text,
  sample boolean not null default false,
  hidden boolean not null default false,
  health text not null default 'unknown' check (health in ('unknown', 'healthy', 'unhealthy')),
  health_code text,
  health_detail text,
  sync_state text not null default 'never' check (sync_state in ('never', 'running', 'done', 'failed')),
  synced_at timestamptz,
  -- When the last sync began, when it last showed that it lives, and when one was last asked for.
  sync_started_at timestamptz,
  sync_beat_at timestamptz,
  sync_wanted_at timestamptz,
  spaces integer not null default 0,
  images integer not null default 0,
  artifacts integer not null default 0,
  created_at timestamptz not null default now()
);
create unique index registry_name on registry (lower(name));
create unique index registry_sample on registry (sample) where sample;

create table space (
  id uuid primary key default gen_random_uuid(),
  registry_id uuid not null references registry on delete cascade,
  name text not null,
  images integer not null default 0,
  unique (registry_id, name)
);
create index space_by_name on space (name, id);

create table repository (
  id uuid primary key default gen_random_uuid(),
  registry_id uuid not null references registry on delete cascade,
  space_id uuid not null references space on delete cascade,
  path text not null,
  artifacts integer not null default 0,
  newest_artifact_id uuid,
  listed_at timestamptz not null,
  -- Since when the registry does not list it any more; what is gone is hidden and its reports stay.
  gone_at timestamptz,
  created_at timestamptz not null default now(),
  unique (registry_id, path)
);
create index repository_by_path on repository (path, id) where gone_at is null;
create index repository_by_space on repository (space_id, path, id) where gone_at is null;

create table artifact (
  id uuid primary key default gen_random_uuid(),
  repository_id uuid not null references repository on delete cascade,
  digest text not null,
  kind text not null check (kind in ('image', 'index', 'other')),
  media_type text not null,
  artifact_type text,
  platform text,
  size bigint not null,
  created_at timestamptz,
  -- What the newest-first order is made of: when it was built (or first seen), then its newest tag.
  sort_at timestamptz not null,
  sort_tag text not null default '',
  tagged boolean not null default false,
  nested boolean not null default false,
  gone_at timestamptz,
  scan_id uuid,
  report_id uuid,
  unique_summary jsonb,
  first_seen_at timestamptz not null default now(),
  unique (repository_id, digest)
);
create index artifact_tagged on artifact (repository_id, sort_at desc, sort_tag desc, id desc)
  where tagged and gone_at is null;
create index artifact_top on artifact (repository_id, sort_at desc, sort_tag desc, id desc)
  where gone_at is null and (tagged or not nested);

create table artifact_child (
  index_id uuid not null references artifact on delete cascade,
  child_id uuid not null references artifact on delete cascade,
  position integer not null,
  platform text,
  primary key (index_id, child_id)
);
create index artifact_child_by_child on artifact_child (child_id);

create table tag (
  id uuid primary key default gen_random_uuid(),
  repository_id uuid not null references repository on delete cascade,
  name text not null,
  -- The name with its numbers padded, so that 1.10 comes after 1.9.
  sort_name text not null,
  artifact_id uuid not null references artifact on delete cascade,
  gone_at timestamptz,
  unique (repository_id, name)
);
create index tag_by_artifact on tag (artifact_id) where gone_at is null;

create table scan (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,
  artifact_id uuid not null references artifact on delete cascade,
  state text not null check (state in ('queued', 'scanning', 'failed', 'stopped', 'complete')),
  trigger text not null check (trigger in ('manual')),
  priority smallint not null,
  phase text check (phase in ('resolving', 'reading', 'matching', 'saving')),
  progress double precision not null default 0,
  bytes_done bigint,
  bytes_total bigint,
  attempt integer not null default 0,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  error_code text,
  error_message text,
  error_hint text,
  scanner_name text not null,
  scanner_version text not null,
  -- The worker that runs it, and until when it is believed to be alive.
  lease_owner uuid,
  lease_until timestamptz,
  check ((state = 'scanning') = (lease_owner is not null))
);
-- One run at a time for an artifact, whoever asks.
create unique index scan_active on scan (artifact_id) where state in ('queued', 'scanning');
create index scan_queue on scan (priority, seq) where state = 'queued';
create index scan_leases on scan (lease_until) where state = 'scanning';
create index scan_by_artifact on scan (artifact_id, seq desc);

create table scan_log (
  scan_id uuid not null references scan on delete cascade,
  line integer not null,
  time timestamptz not null,
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  primary key (scan_id, line)
);

create table report (
  id uuid primary key default gen_random_uuid(),
  artifact_id uuid not null references artifact on delete cascade,
  scan_id uuid not null references scan on delete cascade,
  scanned_at timestamptz not null,
  duration integer not null,
  scanner_name text not null,
  scanner_version text not null,
  os jsonb,
  database jsonb,
  summary jsonb not null,
  packages integer not null,
  layers jsonb not null,
  skipped jsonb not null
);
create index report_by_artifact on report (artifact_id);
create index report_by_scan on report (scan_id);

create table finding (
  report_id uuid not null references report on delete cascade,
  position integer not null,
  vulnerability_id text not null,
  -- 0 is critical, 5 unknown.
  severity smallint not null check (severity between 0 and 5),
  fixable boolean not null,
  package_name text not null,
  package_version text not null,
  cvss double precision,
  epss double precision,
  data jsonb not null,
  primary key (report_id, position)
);

alter table artifact
  add constraint artifact_scan foreign key (scan_id) references scan on delete set null,
  add constraint artifact_report foreign key (report_id) references report on delete set null;
alter table repository
  add constraint repository_newest foreign key (newest_artifact_id) references artifact on delete set null;
create index artifact_by_scan on artifact (scan_id);
create index artifact_by_report on artifact (report_id);
create index repository_by_newest on repository (newest_artifact_id);

create table layer_inventory (
  diff_id text not null,
  analyser_version integer not null,
  data jsonb not null,
  used_at timestamptz not null default now(),
  primary key (diff_id, analyser_version)
);

create table setting (
  name text primary key,
  value jsonb not null
);
