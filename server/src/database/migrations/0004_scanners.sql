-- Registries of kind Harbor, several scanners, and a report of each.
alter table registry
  drop constraint registry_kind_check,
  add constraint registry_kind_check check (kind in ('distribution', 'harbor')),
  add column operation text check (operation in ('hosted', 'native')),
  -- Where people open it; the address itself where null.
  add column external_address text,
  add column insecure boolean not null default false,
  add column mirrors jsonb not null default '[]',
  -- By hand, where there is no catalogue.
  add column repositories jsonb not null default '[]',
  add column version text,
  add column storage jsonb,
  add column health_at timestamptz,
  -- Asked to read all again, not only what was pushed since.
  add column sync_full boolean not null default true,
  add column webhook_sealed bytea,
  add constraint registry_operation_of_harbor check ((kind = 'harbor') = (operation is not null));

create table scanner (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  kind text not null check (kind in ('builtin', 'trivy', 'clair', 'adapter', 'harbor')),
  -- Of one that is installed in a Harbor: which, and that Harbor's own id of it.
  registry_id uuid references registry on delete cascade,
  remote_uuid text,
  is_default boolean not null default false,
  disabled boolean not null default false,
  -- Since when that Harbor does not list it any more; its reports stay.
  gone_at timestamptz,
  config jsonb,
  secret_sealed bytea,
  health text not null default 'unknown' check (health in ('unknown', 'healthy', 'unhealthy')),
  health_code text,
  health_detail text,
  checked_at timestamptz,
  description jsonb,
  created_at timestamptz not null default now(),
  unique (registry_id, remote_uuid),
  check ((kind = 'harbor') = (registry_id is not null)),
  check ((kind = 'harbor') = (remote_uuid is not null)),
  check ((kind in ('trivy', 'clair', 'adapter')) = (config is not null))
);
create unique index scanner_name on scanner (lower(name)) where registry_id is null;
create unique index scanner_builtin on scanner (kind) where kind = 'builtin';
insert into scanner (id, name, kind, health)
values ('00000000-0000-4000-8000-000000000001', 'Plimsoll', 'builtin', 'healthy');

-- In order, of a registry and of those of its spaces that choose for themselves.
create table scanner_choice (
  registry_id uuid not null references registry on delete cascade,
  space_id uuid references space on delete cascade,
  position smallint not null,
  scanner_id uuid not null references scanner on delete cascade
);
create unique index scanner_choice_of_registry on scanner_choice (registry_id, position) where space_id is null;
create unique index scanner_choice_of_space on scanner_choice (space_id, position) where space_id is not null;
create index scanner_choice_by_scanner on scanner_choice (scanner_id);

alter table space
  add column public boolean,
  add column remote_id text,
  add column webhook boolean not null default false,
  -- All that was pushed until then has been read.
  add column pushed_until timestamptz,
  -- The scanner that Harbor itself has for it.
  add column native_scanner_id uuid references scanner on delete set null,
  -- The first scanner, kept beside the choices that it follows from: what its artifacts show is of this one.
  add column scanner_id uuid not null default '00000000-0000-4000-8000-000000000001' references scanner;
-- When the registry last said that something of it changed, and how many artifacts it had: as long as both are the
-- same, it need not be read again.
alter table repository add column listed_mark text;

create index space_by_scanner on space (scanner_id);
create index space_by_native_scanner on space (native_scanner_id);

alter table scan add column scanner_id uuid not null default '00000000-0000-4000-8000-000000000001'
  references scanner on delete cascade;
alter table scan alter column scanner_id drop default;
drop index scan_active, scan_queue, scan_by_artifact;
-- One run at a time for an artifact and a scanner, whoever asks.
create unique index scan_active on scan (artifact_id, scanner_id) where state in ('queued', 'scanning');
create index scan_queue on scan (scanner_id, priority, seq) where state = 'queued';
create index scan_by_artifact on scan (artifact_id, scanner_id, seq desc);
create index scan_by_scanner on scan (scanner_id);

alter table report add column scanner_id uuid not null default '00000000-0000-4000-8000-000000000001'
  references scanner on delete cascade;
alter table report alter column scanner_id drop default;
-- Not every scanner tells.
alter table report alter column packages drop not null;
drop index report_by_artifact;
create unique index report_by_artifact on report (artifact_id, scanner_id);
create index report_by_scanner on report (scanner_id);

-- What somebody else's Harbor gave to pull an image with, as long as its scan is under way.
create table scan_pull (
  scan_id uuid primary key references scan on delete cascade,
  authorization_sealed bytea not null
);

-- Who may use Plimsoll's scanner API: a Harbor that it was installed in, or whoever has the administrator's key.
create table scanner_key (
  id uuid primary key default gen_random_uuid(),
  registry_id uuid references registry on delete cascade,
  -- SHA-256 of the key.
  hash bytea not null unique,
  created_at timestamptz not null default now()
);
create unique index scanner_key_of_registry on scanner_key ((coalesce(registry_id::text, '')));
