import { z } from "zod";
import { maxPageLimit } from "./vocabulary.ts";

/** `limit` and `cursor` of every list; the cursor is opaque and comes from the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(maxPageLimit).default(50),
  cursor: z.string().max(1000).optional(),
};

/** Every list answers like this; `next` is the cursor of the next page, null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export type Page<T> = { items: T[]; next: string | null };
