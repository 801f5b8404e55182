-- What is installed and what is known about it are kept once, however many images hold it.
create table package (
  id integer generated always as identity primary key,
  -- SHA-256 of all that decides what is known about it: the package, and of a system's package the distribution.
  key bytea not null unique,
  -- Of what the advisories say about it: where that is another, the package is matched again.
  fingerprint bytea not null,
  -- Why no advisories could be held against it.
  gap text,
  faults jsonb not null default '[]',
  data jsonb not null
);

create table package_finding (
  package_id integer not null references package on delete cascade,
  vulnerability_id text not null,
  -- 0 is critical, 5 unknown.
  severity smallint not null check (severity between 0 and 5),
  fixable boolean not null,
  package_name text not null,
  package_version text not null,
  cvss double precision,
  epss double precision,
  -- Of `data`, so that what is the same is not written again.
  hash bytea not null,
  data jsonb not null,
  primary key (package_id, vulnerability_id)
);

-- What an image holds: packages and, in the same order, the layers that brought them in. A digest's never changes.
create table inventory (
  artifact_id uuid primary key references artifact on delete cascade,
  -- Of the readers that made it: a newer one reads the image again.
  version text not null,
  read_at timestamptz not null,
  -- Since when its findings follow the advisories.
  since timestamptz not null,
  package_ids integer[] not null,
  layer_indexes smallint[] not null,
  check (cardinality(package_ids) = cardinality(layer_indexes))
);

-- Each time that all packages were brought to another state of the advisories; the newest is what findings rest on.
create table database_match (
  id integer generated always as identity primary key,
  info jsonb not null,
  matcher_version integer not null,
  at timestamptz not null default now(),
  -- When all packages were last compared with it; null: something was matched by another one since.
  compared_at timestamptz,
  advisories integer not null default 0,
  packages integer not null default 0,
  reports integer not null default 0,
  -- Over the reports.
  added bigint not null default 0,
  resolved bigint not null default 0
);

create table package_change (
  package_id integer not null references package on delete cascade,
  match_id integer not null references database_match on delete cascade,
  added jsonb not null,
  resolved jsonb not null,
  primary key (package_id, match_id)
);
create index package_change_by_match on package_change (match_id);

-- The last match that changed its findings.
alter table report add column changed_in integer;

-- A report without a database of its own follows the advisories: its findings are its packages'.
-- Those of before this, and of scanners that bring finished findings, keep theirs in `finding`.
create view report_finding as
select report_id, position, vulnerability_id, severity, fixable, package_name, package_version, cvss, epss, data,
  null::smallint as layer_index
from finding
union all
select report.id, place.position::integer, known.vulnerability_id, known.severity, known.fixable, known.package_name,
  known.package_version, known.cvss, known.epss, known.data, place.layer_index
from report
join inventory on inventory.artifact_id = report.artifact_id
cross join lateral unnest(inventory.package_ids, inventory.layer_indexes)
  with ordinality as place(package_id, layer_index, position)
join package_finding as known on known.package_id = place.package_id
where report.database is null;
