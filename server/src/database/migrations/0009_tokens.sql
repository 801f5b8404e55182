-- Programs' access in a person's name. The token itself is not kept.
create table token (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account on delete cascade,
  name text not null,
  scope text not null check (scope in ('read', 'scan', 'administer')),
  hash bytea not null unique,
  hint text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz
);
create index token_by_account on token (account_id, created_at desc);
