-- Spaces whose Harbor prevents what policies forbid: a row goes when all is again as it was.
create table prevention (
  space_id uuid primary key references space on delete cascade,
  -- False: what was there before is to be put back.
  wanted boolean not null,
  -- What the project had before; null as long as nothing was changed.
  before jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'kept', 'failed')),
  code text,
  detail text,
  at timestamptz
);
