-- What may run: policies, what is accepted in spite of them, and what they say of each artifact.
create table policy (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  document text not null,
  -- Which images it is about: what is null does not narrow. Patterns have `*`.
  registry_id uuid references registry on delete cascade,
  space text,
  repository text,
  tag text,
  enabled boolean not null default true,
  -- Counts up with each change of the document.
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
create unique index policy_name on policy (lower(name));
create index policy_by_registry on policy (registry_id);

create table policy_version (
  policy_id uuid not null references policy on delete cascade,
  version integer not null,
  document text not null,
  at timestamptz not null default now(),
  by text not null,
  primary key (policy_id, version)
);

create table exception (
  id uuid primary key default gen_random_uuid(),
  vulnerability text not null,
  package text,
  registry_id uuid references registry on delete cascade,
  space text,
  repository text,
  tag text,
  reason text not null,
  justification text,
  -- The last day on which it holds.
  expires date,
  author text not null,
  created_at timestamptz not null default now(),
  -- That it will end was told.
  expiry_told boolean not null default false,
  -- That it has ended was followed by judging again.
  expiry_judged boolean not null default false
);
create index exception_newest on exception (created_at desc, id desc);
create index exception_by_registry on exception (registry_id);

-- An index's is the worst of its platforms'.
create table verdict (
  artifact_id uuid primary key references artifact on delete cascade,
  policy_id uuid not null references policy on delete cascade,
  version integer not null,
  result text not null check (result in ('fail', 'unknown', 'warn', 'pass')),
  reasons jsonb not null,
  at timestamptz not null default now()
);
create index verdict_by_policy on verdict (policy_id, result);

-- How many findings an exception takes out of an image's counts.
create table exception_use (
  artifact_id uuid not null references artifact on delete cascade,
  exception_id uuid not null references exception on delete cascade,
  findings integer not null,
  primary key (artifact_id, exception_id)
);
create index exception_use_by_exception on exception_use (exception_id);

-- Artifacts that are to be judged again: the row goes in the transaction that writes the verdict.
create table verdict_due (
  artifact_id uuid primary key references artifact on delete cascade,
  -- Of the artifact: the newest come first.
  sort_at timestamptz not null
);
create index verdict_due_newest on verdict_due (sort_at desc);

-- News, for those who pass it on; written in the transaction that brings it.
create table notice (
  id bigint generated always as identity primary key,
  event text not null,
  data jsonb not null,
  at timestamptz not null default now()
);
create index notice_by_age on notice (at);

alter table scan
  drop constraint scan_trigger_check,
  add constraint scan_trigger_check check (trigger in ('manual', 'push', 'schedule', 'import', 'gate'));

create index scan_ended on scan (finished_at) where finished_at is not null;

-- When a scanner that brings finished findings first brought this one; what follows the advisories has its changes.
alter table finding add column seen_at timestamptz;
update finding set seen_at = report.scanned_at from report where report.id = report_id;
alter table finding
  alter column seen_at set default now(),
  alter column seen_at set not null,
  -- Since when a fixed version is known, or not known any more.
  add column fixable_at timestamptz not null default now();
alter table package_finding add column fixable_at timestamptz not null default now();
