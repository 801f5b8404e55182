import type { Page, PersonRow, personListQuery } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../../database/page.ts";
import type { Service } from "../../service.ts";
import { allow, type Person } from "../person.ts";
import { viewPeople } from "./view.ts";

/** By name. */
export async function listPeople(
  { db }: Service,
  person: Person,
  query: z.output<typeof personListQuery>,
): Promise<Page<PersonRow>> {
  allow(person, "people.edit");
  const rows = await viewPeople(db, (all) => {
    let people = all.orderBy("username").limit(query.limit + 1);
    if (query.q)
      people = people.where(
        sql<boolean>`strpos(lower(username || ' ' || coalesce(email, '')), lower(${query.q})) > 0`,
      );
    if (query.workspace !== undefined)
      people = people.where(
        sql<boolean>`id in (select account_id from membership where workspace_id = ${query.workspace})`,
      );
    if (query.cursor !== undefined)
      people = people.where("username", ">", String(decodeCursor(query.cursor, 1)[0]));
    return people;
  });
  return toPage(rows, query.limit, (row) => [row.username], rows);
}
