import { describe, expect, it } from "vitest";
import {
  gapReasons,
  leftOutReasons,
  notTaken,
  reasonWords,
  starterLimits,
} from "../engine/src/sentences.ts";
import { checkDetails } from "../server/src/registries/check-details.ts";
import { service } from "../web/src/words/zh/service/service.ts";
import { sentencesInSource } from "./service-sentences.ts";

const tables = [gapReasons, leftOutReasons, notTaken, reasonWords, starterLimits, checkDetails];

const inEnglish = new Set([
  ...tables.flatMap((table) => Object.values<string>(table)),
  ...sentencesInSource(),
]);
const groups = [service.sentences, ...Object.values(service.within)];
const inChinese = new Map(groups.flatMap((group) => Object.entries(group)));

const named = (text: string) => new Set(text.match(/\{\{\w+\}\}/g));

describe("what the service says", () => {
  it("is read from its source: what it is known to say is among it", () => {
    for (const known of [
      "There is a policy named {{name}} already.",
      "Check that the file may be executed, and is made for this system.",
      "page {{number}} is used twice",
      "Row {{id}} was changed, or is not the one that was written there.",
      "with a fix for {{days}}",
    ])
      expect(inEnglish).toContain(known);
  });

  it("has Chinese words in the console, and nothing else has", () => {
    expect([...inChinese.keys()].sort()).toEqual([...inEnglish].sort());
  });

  it("names in Chinese nothing that it does not", () => {
    const more = [...inChinese].filter(([english, said]) =>
      [...named(said)].some((name) => !named(english).has(name)),
    );
    expect(more).toEqual([]);
  });
});
