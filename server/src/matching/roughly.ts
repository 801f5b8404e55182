import type { DatabaseUpdate } from "@plimsoll/api";

type Matching = NonNullable<DatabaseUpdate["matching"]>;

/** How far it is, in hundredths, without how many there are. */
export function roughly(matching: Matching): Matching {
  const { done, total } = matching;
  return { ...matching, done: total === 0 ? 0 : Math.floor((100 * done) / total), total: 100 };
}
