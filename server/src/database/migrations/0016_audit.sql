-- Who did what. Each row holds to the one before it: `hash` is made of that one's hash and of what the row says, so that
-- none can be changed, taken away or put between without all after it. See audit/chain.ts.
create table audit (
  -- Without a gap, which a sequence does not promise: given by whoever writes, under a lock.
  id bigint primary key check (id > 0),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'token', 'system', 'unknown')),
  actor_id uuid,
  actor_name text not null,
  -- As they were then: no reference, for what is removed stays written here.
  workspace_id uuid,
  workspace_name text,
  action text not null,
  target_kind text,
  target_id text,
  target_name text,
  outcome text not null check (outcome in ('done', 'refused')),
  address text,
  request_id text,
  before jsonb,
  after jsonb,
  hash bytea not null
);
create index audit_by_workspace on audit (workspace_id, id desc) where workspace_id is not null;
create index audit_by_action on audit (action text_pattern_ops, id desc);
create index audit_by_at on audit (at);

-- The newest row, kept apart from it: without it nobody would miss rows that were taken from the end.
create table audit_head (
  one boolean primary key default true check (one),
  id bigint not null,
  hash bytea not null
);
insert into audit_head (id, hash) values (0, decode(repeat('00', 32), 'hex'));

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit'
    and coalesce(current_setting('plimsoll.audit_prune', true), '') = 'yes' then
    return null;
  end if;
  raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_audit_change();

create function refuse_audit_head_change() returns trigger language plpgsql as $$
begin
  if new.id <> old.id + 1 then
    raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_head_forward before update on audit_head
  for each row execute function refuse_audit_head_change();
create trigger audit_head_stays before delete or truncate on audit_head
  for each statement execute function refuse_audit_change();

-- Takes the oldest rows away, all that are older than `until`, `most` at once. Gives the last of them, which the rest
-- holds to, and how many they were; no row where there is none. The caller holds the lock of the audit.
create function prune_audit(until timestamptz, most integer)
  returns table (id bigint, hash bytea, rows bigint) language plpgsql as $$
declare
  first_kept bigint;
  removed bigint;
begin
  -- Times may go back where a clock did, ids never: what is taken is the beginning, whole.
  select min(audit.id) into first_kept from audit where audit.at >= until;
  select coalesce(first_kept, audit_head.id + 1) into first_kept from audit_head;
  select min(audit.id) + most into removed from audit;
  first_kept := least(first_kept, removed);
  select audit.id, audit.hash into id, hash from audit where audit.id < first_kept order by audit.id desc limit 1;
  if not found then
    return;
  end if;
  perform set_config('plimsoll.audit_prune', 'yes', true);
  delete from audit where audit.id < first_kept;
  get diagnostics rows = row_count;
  perform set_config('plimsoll.audit_prune', '', true);
  return next;
end $$;
