import type { Page } from "@plimsoll/api";
import { maxPageLimit } from "@plimsoll/api/bare";

const maxPages = 20;

type Ask = { limit: number; cursor: string | undefined };

/** Every item of a list that is short by nature (registries, spaces); at most 20 full pages of it. */
export async function readAll<T>(readPage: (ask: Ask) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await readPage({ limit: maxPageLimit, cursor });
    items.push(...answer.items);
    if (answer.next === null) break;
    cursor = answer.next;
  }
  return items;
}
