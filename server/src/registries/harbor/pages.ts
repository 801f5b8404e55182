import { z } from "zod";
import { PlimsollError } from "../../error.ts";
import { first } from "./errors.ts";
import type { HarborAnswer, HarborRequest } from "./http.ts";

/** What Harbor gives at most; 0 and less would give everything at once. */
const pageSize = 100;
/** One that never ends is a fault or a trap: ten million items. */
const pagesAtMost = 100_000;

type Send = (request: HarborRequest) => Promise<HarborAnswer>;
type Parse = <T extends z.ZodType>(
  schema: T,
  answer: HarborAnswer,
  request: HarborRequest,
) => z.output<T>;

/**
 * Lists of any length, a page in memory. Pages are counted here and not followed by `Link`, in which Harbor forgets
 * to escape `q`; it only tells whether there is a next one, where the total is not told. A list that changes
 * meanwhile may give an item twice, or leave one out.
 */
export function createPager(send: Send, parse: Parse) {
  return async function* list<T extends z.ZodType>(
    item: T,
    request: HarborRequest,
  ): AsyncIterable<z.output<T>> {
    const items = z.array(item).nullable();
    let seen = 0;
    for (let page = 1; page <= pagesAtMost; page++) {
      const paged = { ...request, query: { ...request.query, page, page_size: pageSize } };
      const answer = await send(paged);
      // "None" is `[]`, `null` or nothing at all.
      const found = parse(items, answer, paged) ?? [];
      yield* found;
      seen += found.length;
      const total = Number(first(answer.headers["x-total-count"]) ?? Number.NaN);
      const more = Number.isNaN(total)
        ? (first(answer.headers.link) ?? "").includes('rel="next"')
        : seen < total;
      if (found.length === 0 || !more) return;
    }
    throw new PlimsollError("registry-not-oci", `${request.what} never ends.`, {
      hint: "This is no answer that a Harbor should give. Check the address.",
    });
  };
}
