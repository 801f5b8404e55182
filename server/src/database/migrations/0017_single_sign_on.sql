-- By whose groups somebody administers the platform; null: an administrator said so. An issuer that is removed takes it along,
-- which the service sees to: nothing here may make it last for ever.
alter table account add column role_issuer_id uuid references issuer;
create index account_by_role_issuer on account (role_issuer_id) where role_issuer_id is not null;
