-- What an image's config says of how it was made: an artifact's digest never changes, so neither does this.
create table image_config (
  artifact_id uuid primary key references artifact on delete cascade,
  -- OCI's ChainID of all layers: an image that is built upon this one begins with them.
  -- https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-chainid
  chain_id bytea not null,
  layers smallint not null,
  history jsonb not null,
  labels jsonb not null,
  annotations jsonb not null,
  -- The images that it was built from, as its builder says.
  built_from jsonb not null
);
create index image_config_by_chain on image_config (chain_id);
