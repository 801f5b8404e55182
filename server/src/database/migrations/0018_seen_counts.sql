-- What is counted and decided in the background, by who sees it: of a workspace, or of nobody (the nil uuid), which is
-- what is open to all. The views of before have what counts for the platform as a whole, so that queries stay as they are.

-- A verdict for each who has something to say of an image: of nobody, what the platform's policies and exceptions say;
-- of a workspace, what these say together with its own. `counts`: the worst of those whom the image belongs to.
alter table verdict rename to verdict_of;
alter index verdict_by_policy rename to verdict_of_by_policy;
alter table verdict_of
  drop constraint verdict_pkey,
  add column workspace_id uuid not null default '00000000-0000-0000-0000-000000000000',
  add column counts boolean not null default true,
  add column space_id uuid,
  add primary key (artifact_id, workspace_id);
create index verdict_of_workspace on verdict_of (workspace_id)
  where workspace_id <> '00000000-0000-0000-0000-000000000000';

update verdict_of set space_id = artifact.space_id from artifact where artifact.id = artifact_id;
create trigger verdict_of_space before insert on verdict_of for each row execute function space_of_row();

create view verdict as select artifact_id, policy_id, version, result, reasons, at from verdict_of where counts;

create view seen.verdict as select artifact_id, policy_id, version, result, reasons, at from public.verdict_of
where (workspace_id = (select seen.acting())
    or workspace_id = '00000000-0000-0000-0000-000000000000' and not exists (
      select from public.verdict_of as own
      where own.artifact_id = verdict_of.artifact_id and own.workspace_id = (select seen.acting())))
  and (space_id in (select seen.spaces())) is true;

-- Vulnerabilities by part: null has all images; nobody those that are open to all; a workspace those that it sees beside.
alter table vulnerability rename to vulnerability_of;
alter table vulnerability_of
  drop constraint vulnerability_pkey,
  add column part uuid;
create unique index vulnerability_of_part on vulnerability_of (part, id) nulls not distinct;
create index vulnerability_of_id on vulnerability_of (id);

create view vulnerability as
select id, severity, cvss, epss, kev, fixable, images, title, packages, words from vulnerability_of where part is null;

create view seen.vulnerability as
select open.id, least(open.severity, own.severity) as severity, greatest(open.cvss, own.cvss) as cvss,
  greatest(open.epss, own.epss) as epss, open.kev or coalesce(own.kev, false) as kev,
  open.fixable or coalesce(own.fixable, false) as fixable, open.images + coalesce(own.images, 0) as images,
  coalesce(open.title, own.title) as title,
  open.packages || coalesce(own.packages, '{}') as packages,
  concat_ws(' ', open.words, own.words) as words
from public.vulnerability_of as open
left join public.vulnerability_of as own on own.id = open.id and own.part = (
  select nullif(seen.acting(), '00000000-0000-0000-0000-000000000000'))
where open.part = '00000000-0000-0000-0000-000000000000'
union all
select id, severity, cvss, epss, kev, fixable, images, title, packages, words from public.vulnerability_of as own
where own.part = (select nullif(seen.acting(), '00000000-0000-0000-0000-000000000000'))
  and not exists (select from public.vulnerability_of as open
    where open.part = '00000000-0000-0000-0000-000000000000' and open.id = own.id);

-- The packages of these images, by the same parts; what is suggested to a workspace is of them.
create table package_of (
  part uuid not null,
  package_id integer not null references package on delete cascade,
  primary key (part, package_id)
);
create index package_of_package on package_of (package_id);

-- Where all stood on a day: null of all images, otherwise of what a workspace, or nobody, sees.
alter table daily_summary rename to daily_summary_of;
alter table daily_summary_of
  drop constraint daily_summary_pkey,
  add column workspace_id uuid;
create unique index daily_summary_of_day on daily_summary_of (workspace_id, day) nulls not distinct;

create view daily_summary as select day, summary from daily_summary_of where workspace_id is null;

create view seen.daily_summary as select day, summary from public.daily_summary_of
where workspace_id = (select seen.acting());
