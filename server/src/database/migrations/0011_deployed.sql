-- What a cluster's admission webhook let in, and when it last did.
create table deployment (
  artifact_id uuid primary key references artifact on delete cascade,
  at timestamptz not null
);

-- Images by what their labels say (key to pattern), and only those that were let in.
alter table schedule add column labels jsonb not null default '{}';
alter table schedule add column deployed boolean not null default false;

-- How a channel's messages are worded: title and text; null for the usual words.
alter table channel add column template jsonb;
-- Whether it is told of new findings in what is deployed alone.
alter table channel add column only_deployed boolean not null default false;
