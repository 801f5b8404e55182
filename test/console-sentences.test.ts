import { describe, expect, it } from "vitest";
import { leftOutSentences, notTaken, reasonWords, starterLimits } from "../engine/src/sentences.ts";
import { checkDetails } from "../server/src/registries/check-details.ts";
import { en } from "../web/src/words/en.ts";

/** Each kind's words in the console beside its maker's table. */
const kinds: Readonly<Record<string, readonly [object, Readonly<Record<string, string>>]>> = {
  skippedReason: [leftOutSentences, en.skippedReason],
  verdictText: [reasonWords, en.verdictText],
  notTaken: [notTaken, en.notTaken],
  databaseLimit: [starterLimits, en.databaseLimit],
  registryDetail: [checkDetails, en.registryDetail],
};

const named = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

describe.each(Object.entries(kinds))("the console's words of %s", (_, [table, words]) => {
  it("are there for every code, and no other", () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(table).sort());
  });

  it.each(Object.entries(table))(
    "name for %s nothing that its maker does not",
    (code, template) => {
      expect(named(template)).toEqual(expect.arrayContaining(named(words[code])));
    },
  );
});
