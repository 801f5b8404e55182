import { describe, expect, it } from "vitest";
import { leftOutSentences, notTaken, reasonWords, starterLimits } from "../engine/src/sentences.ts";
import { checkDetails } from "../server/src/registries/check-details.ts";
import { saidOfLimits } from "../web/src/words/zh/said-of-limits.ts";
import { saidOfRegistries } from "../web/src/words/zh/said-of-registries.ts";
import { saidOfReports } from "../web/src/words/zh/said-of-reports.ts";

/** Each kind's Chinese words in the console beside its maker's table, which is the English. */
const kinds: Readonly<Record<string, readonly [object, Readonly<Record<string, string>>]>> = {
  skippedReason: [leftOutSentences, saidOfReports.skippedReason],
  verdictText: [reasonWords, saidOfReports.verdictText],
  notTaken: [notTaken, saidOfReports.notTaken],
  databaseLimit: [starterLimits, saidOfLimits.databaseLimit],
  registryDetail: [checkDetails, saidOfRegistries.registryDetail],
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
