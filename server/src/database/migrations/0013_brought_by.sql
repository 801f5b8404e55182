-- By what each package was brought, as its place from 0 in the same order, -1 where that is not told; null where it is of none.
-- A way is put together by going from place to place. Inventories of before this were made by older readers: a scan reads them anew.
alter table inventory add column brought_by smallint[]
  check (cardinality(brought_by) = cardinality(package_ids));
