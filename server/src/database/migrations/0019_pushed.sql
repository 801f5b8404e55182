-- When an artifact was pushed, as far as its registry tells: a Harbor does, the distribution API has no word for it.
alter table artifact add column pushed_at timestamptz;
create or replace view seen.artifact as select * from public.artifact
where (space_id in (select seen.spaces())) is true
with local check option;

-- What has been listed is listed once more, for the times that were not kept.
update repository set listed_mark = null where listed_mark is not null;
