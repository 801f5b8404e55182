-- People, the workspaces that they are in, and what belongs to a workspace.
create table workspace (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);
create unique index workspace_name on workspace (lower(name));

alter table account
  -- Null: an issuer signs them in, or they have not chosen one yet.
  alter column password_hash drop not null,
  drop constraint account_role_check,
  add constraint account_role_check check (role in ('administrator', 'member')),
  add column email text,
  add column disabled_at timestamptz,
  add column last_sign_in_at timestamptz,
  -- A second factor; it counts since its first code was given.
  add column totp_sealed bytea,
  add column totp_since timestamptz,
  -- The step of the last code: each counts once, https://www.rfc-editor.org/rfc/rfc6238#section-5.2
  add column totp_step bigint;

create table recovery_code (
  account_id uuid not null references account on delete cascade,
  hash bytea not null,
  primary key (account_id, hash)
);

-- A link to choose a password with; the token itself is not kept.
create table invitation (
  account_id uuid primary key references account on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- Issuers of single sign-on by OpenID Connect.
create table issuer (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret_sealed bytea,
  scopes text not null,
  username_claim text not null,
  groups_claim text not null,
  -- [{group, workspaceId, role}]
  groups jsonb not null,
  admit_all boolean not null,
  enabled boolean not null,
  created_at timestamptz not null default now()
);
create unique index issuer_name on issuer (lower(name));

-- Who somebody is to an issuer: its subject never changes, names do.
create table account_identity (
  issuer_id uuid not null references issuer on delete cascade,
  subject text not null,
  account_id uuid not null references account on delete cascade,
  primary key (issuer_id, subject)
);
create index account_identity_by_account on account_identity (account_id);

create table membership (
  account_id uuid not null references account on delete cascade,
  workspace_id uuid not null references workspace on delete cascade,
  role text not null check (role in ('viewer', 'editor', 'administrator')),
  -- By whose groups it is; null: an administrator gave it.
  issuer_id uuid references issuer on delete cascade,
  primary key (account_id, workspace_id)
);
create index membership_by_workspace on membership (workspace_id);

alter table session
  add column address text not null default '',
  add column user_agent text not null default '',
  add column last_used_at timestamptz not null default now();

alter table token
  -- Null: a machine's.
  alter column account_id drop not null,
  add column kind text not null default 'personal' check (kind in ('personal', 'machine')),
  -- In which it acts; null: of the platform.
  add column workspace_id uuid references workspace on delete cascade,
  add column created_by text not null default '',
  add constraint token_owner check ((kind = 'machine') = (account_id is null));
update token set created_by = account.username from account where account.id = account_id;
create index token_by_workspace on token (workspace_id) where kind = 'machine';

-- Whose it is; null: the platform's. A workspace that has registries is not removed.
alter table registry add column workspace_id uuid references workspace;
create index registry_by_workspace on registry (workspace_id) where workspace_id is not null;

-- Whether every workspace sees it; null: as the registry says, which is yes where it does not say.
alter table space add column opened boolean;
create table space_binding (
  space_id uuid not null references space on delete cascade,
  workspace_id uuid not null references workspace on delete cascade,
  primary key (space_id, workspace_id)
);
create index space_binding_by_workspace on space_binding (workspace_id);

alter table policy add column workspace_id uuid references workspace on delete cascade;
alter table exception add column workspace_id uuid references workspace on delete cascade;
alter table schedule add column workspace_id uuid references workspace on delete cascade;
alter table channel add column workspace_id uuid references workspace on delete cascade;
alter table run add column workspace_id uuid references workspace on delete cascade;
create index run_by_workspace on run (workspace_id, seq desc) where workspace_id is not null;

-- A name that one workspace took tells nobody else that it is taken.
drop index policy_name;
create unique index policy_name on policy (workspace_id, lower(name)) nulls not distinct;
drop index schedule_name;
create unique index schedule_name on schedule (workspace_id, lower(name)) nulls not distinct;
drop index channel_name;
create unique index channel_name on channel (workspace_id, lower(name)) nulls not distinct;
drop index registry_name;
create unique index registry_name on registry (workspace_id, lower(name)) nulls not distinct;
