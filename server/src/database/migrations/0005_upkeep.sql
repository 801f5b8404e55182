-- What a Harbor does by itself is noticed, and what is over is taken away.
alter table registry
  -- When it last let us list its scanners: only then is one that is not among them not there.
  add column scanners_listed_at timestamptz,
  -- Of the account that Plimsoll made in it, Harbor's own id.
  add column robot_id integer;

-- Looked at in turn, the longest ago first.
alter table space add column scanner_checked_at timestamptz;
alter table repository add column reports_checked_at timestamptz;

alter table scan
  drop constraint scan_trigger_check,
  -- `import`: Harbor made it by itself.
  add constraint scan_trigger_check check (trigger in ('manual', 'import'));
-- Harbor's own id of the report: another one is another scan.
alter table report add column remote_id text;

create index artifact_gone on artifact (gone_at) where gone_at is not null;
create index repository_gone on repository (gone_at) where gone_at is not null;
