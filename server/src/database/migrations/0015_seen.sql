-- What a workspace sees: views named as the tables. A connection that has `search_path = seen, public` and the setting
-- `plimsoll.workspace` (nobody's, the nil uuid: only what is open to all) asks these with the same queries.
--
-- Each view is of one table, so that what it shows can be written through it, and `with check option` keeps what is
-- written within what is seen. https://www.postgresql.org/docs/18/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS
--
-- `(…) is true`, and not `…`: that would become a join, and in a query over several views there would be too many for the
-- planner to look through. So the spaces, which are few, are made a hash, and each row is held against it.
--
-- A view has the columns that its table had when it was made: a migration that adds one makes the view anew.
-- Where an artifact is, beside what is of it: that never changes, and to follow it from row to row costs a list of many
-- more than all the rest.
alter table artifact add column space_id uuid;
alter table scan add column space_id uuid;
alter table report add column space_id uuid;
update artifact set space_id = repository.space_id from repository where repository.id = repository_id;
update scan set space_id = artifact.space_id from artifact where artifact.id = artifact_id;
update report set space_id = artifact.space_id from artifact where artifact.id = artifact_id;

-- And how many are in it, as its registry has of all.
alter table space add column artifacts integer not null default 0;
update space set artifacts = (select coalesce(sum(repository.artifacts), 0) from repository
  where repository.space_id = space.id and repository.gone_at is null);

create function space_of_artifact() returns trigger language plpgsql as $$ begin
  new.space_id := (select repository.space_id from public.repository where repository.id = new.repository_id);
  return new;
end $$;
create function space_of_row() returns trigger language plpgsql as $$ begin
  new.space_id := (select artifact.space_id from public.artifact where artifact.id = new.artifact_id);
  return new;
end $$;
create trigger artifact_space before insert or update of repository_id on artifact
  for each row execute function space_of_artifact();
create trigger scan_space before insert on scan for each row execute function space_of_row();
create trigger report_space before insert on report for each row execute function space_of_row();

create schema seen;

create function seen.acting() returns uuid language sql stable parallel safe
  return current_setting('plimsoll.workspace')::uuid;

create view seen.space as select * from public.space
where registry_id in (select id from public.registry where workspace_id = (select seen.acting()) and not hidden)
  or registry_id in (select id from public.registry where workspace_id is null and not hidden)
    and (coalesce(opened, public is distinct from false)
      or id in (select space_id from public.space_binding where workspace_id = (select seen.acting())))
with local check option;

-- The same as a function, which the planner takes for cheap and does not look into: it is asked once for each table of a query.
create function seen.spaces() returns setof uuid language plpgsql stable parallel safe cost 1 rows 100 as $$ begin
  return query select id from seen.space;
end $$;

create view seen.repository as select * from public.repository
where (space_id in (select seen.spaces())) is true
with local check option;

create view seen.artifact as select * from public.artifact
where (space_id in (select seen.spaces())) is true
with local check option;

create view seen.artifact_child as select * from public.artifact_child
where ((select artifact.space_id from public.artifact where artifact.id = artifact_child.index_id) in (select seen.spaces())) is true
with local check option;

create view seen.tag as select * from public.tag
where ((select repository.space_id from public.repository where repository.id = tag.repository_id) in (select seen.spaces())) is true
with local check option;

-- Its own whatever is in it; of the platform's those of which something is seen, and only that is counted.
create view seen.registry as
select id, name, kind, address, username, password_sealed, certificate, sample, hidden, health, health_code,
  health_detail, sync_state, synced_at, sync_started_at, sync_beat_at, sync_wanted_at,
  case when workspace_id = (select seen.acting()) then spaces else (
    select count(*) from seen.space where space.registry_id = registry.id and space.images > 0)::integer end as spaces,
  case when workspace_id = (select seen.acting()) then images else (
    select coalesce(sum(space.images), 0) from seen.space where space.registry_id = registry.id)::integer end as images,
  case when workspace_id = (select seen.acting()) then artifacts else (
    select coalesce(sum(space.artifacts), 0) from seen.space where space.registry_id = registry.id)::integer end as artifacts,
  created_at, operation, external_address, insecure, mirrors, repositories, version, storage, health_at, sync_full,
  webhook_sealed, scanners_listed_at, robot_id, scan_on_push_at, workspace_id
from public.registry
where not hidden and (workspace_id = (select seen.acting())
  or workspace_id is null and exists (select from seen.space where space.registry_id = registry.id))
with local check option;

create view seen.scanner as select * from public.scanner
where registry_id is null or exists (select from seen.registry where registry.id = scanner.registry_id)
with local check option;

create view seen.scanner_choice as select * from public.scanner_choice
where (exists (select from seen.registry where registry.id = scanner_choice.registry_id) and (space_id is null
  or exists (select from seen.space where space.id = scanner_choice.space_id))) is true
with local check option;

create view seen.scanner_key as select * from public.scanner_key
where exists (select from public.registry
  where registry.id = scanner_key.registry_id and registry.workspace_id = (select seen.acting())) is true
with local check option;

create view seen.prevention as select * from public.prevention
where exists (select from seen.space where space.id = prevention.space_id) is true
with local check option;

create view seen.scan as select * from public.scan
where (space_id in (select seen.spaces())) is true
with local check option;

create view seen.scan_log as select * from public.scan_log
where ((select scan.space_id from public.scan where scan.id = scan_log.scan_id) in (select seen.spaces())) is true
with local check option;

create view seen.scan_pull as select * from public.scan_pull
where exists (select from seen.scan where scan.id = scan_pull.scan_id) is true
with local check option;

create view seen.report as select * from public.report
where (space_id in (select seen.spaces())) is true
with local check option;

create view seen.finding as select * from public.finding
where ((select report.space_id from public.report where report.id = finding.report_id) in (select seen.spaces())) is true
with local check option;

create view seen.report_finding as select * from public.report_finding
where ((select report.space_id from public.report where report.id = report_finding.report_id) in (select seen.spaces())) is true;

create view seen.inventory as select * from public.inventory
where ((select artifact.space_id from public.artifact where artifact.id = inventory.artifact_id) in (select seen.spaces())) is true
with local check option;

create view seen.image_config as select * from public.image_config
where ((select artifact.space_id from public.artifact where artifact.id = image_config.artifact_id) in (select seen.spaces())) is true
with local check option;

create view seen.deployment as select * from public.deployment
where ((select artifact.space_id from public.artifact where artifact.id = deployment.artifact_id) in (select seen.spaces())) is true
with local check option;

-- A pattern as policies and exceptions have it, as SQL's `like` does.
create function seen.like_of(pattern text) returns text language sql immutable parallel safe
  return replace(replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%');

-- Whether what a scope names is about something that is seen. What names nothing is about everything.
create function seen.meets(registry uuid, space text, repository text) returns boolean language sql stable
return (registry is null and space is null and repository is null) or exists (
  select from seen.space as seen where (meets.registry is null or seen.registry_id = meets.registry)
    and (meets.space is null or seen.name ilike seen.like_of(meets.space))
    and (meets.repository is null or exists (
      select from public.repository as held
      where held.space_id = seen.id and held.path ilike seen.like_of(meets.repository))));

-- The platform's are shown to everyone whom they concern, for they decide on their images.
create view seen.policy as select * from public.policy
where workspace_id = (select seen.acting()) or workspace_id is null and seen.meets(registry_id, space, repository)
with local check option;

create view seen.policy_version as select * from public.policy_version
where exists (select from seen.policy where policy.id = policy_version.policy_id) is true
with local check option;

create view seen.exception as select * from public.exception
where workspace_id = (select seen.acting()) or workspace_id is null and seen.meets(registry_id, space, repository)
with local check option;

create view seen.exception_use as select * from public.exception_use
where (exists (select from seen.artifact where artifact.id = exception_use.artifact_id)
  and exists (select from seen.exception where exception.id = exception_use.exception_id)) is true
with local check option;

create view seen.schedule as select * from public.schedule where workspace_id = (select seen.acting())
with local check option;

create view seen.channel as select * from public.channel where workspace_id = (select seen.acting())
with local check option;

create view seen.delivery as select * from public.delivery
where exists (select from seen.channel where channel.id = delivery.channel_id) is true
with local check option;

create view seen.run as select * from public.run where workspace_id = (select seen.acting())
with local check option;

create view seen.run_item as select * from public.run_item
where exists (select from seen.run where run.id = run_item.run_id) is true
with local check option;

-- How much changed over all images is not for one of them.
create view seen.database_match as
select id, info, matcher_version, at, compared_at, 0 as advisories, 0 as packages, 0 as reports, 0::bigint as added,
  0::bigint as resolved
from public.database_match;
