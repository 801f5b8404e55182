import { describe, expect, it } from "vitest";
import { gapsAsSkipped } from "./match/match.ts";
import {
  leftOutSentences,
  reasonWords,
  recall,
  recallReason,
  say,
  starterLimits,
} from "./sentences.ts";

const values: Readonly<Record<string, string | number>> = {
  ...{
    count: 3,
    more: 4,
    limit: "zipBytes",
    error: "EACCES",
    name: "a.b (c)",
    path: "var/lib/rpm/rpmdb.sqlite",
  },
  ...{ id: "CVE-2024-1", purl: "pkg:x", type: "swift", system: "Void", ecosystem: "Alpine:v3.99" },
  ...{ maintainer: "Somebody <a@b.c>", most: 4096, method: 99, date: "2026-11-01" },
  ...{
    listed: "CVE-1 in a 1, CVE-2 in b 2",
    conditions: "high or worse",
    missing: "when it was published",
  },
};

describe.each(Object.entries({ leftOutSentences, reasonWords, starterLimits }))(
  "%s",
  (_, table) => {
    it.each(Object.keys(table))("%s is told from its text", (code) => {
      const said = recall(table, say(table, code as never, values));
      expect(said?.code).toBe(code);
      for (const [name, value] of Object.entries(said?.values ?? {}))
        expect(String(value)).toBe(String(values[name]));
    });
  },
);

describe("a reason of a report", () => {
  it.each([
    [
      "of one package",
      gapsAsSkipped(new Map([["the advisory database does not know Julia", 1]]))[0]?.reason,
      "ecosystem-unknown",
      { ecosystem: "Julia", count: 1 },
    ],
    [
      "inside an archive",
      "WEB-INF/lib/a.jar: it is encrypted",
      "archive-encrypted",
      { place: "WEB-INF/lib/a.jar" },
    ],
  ])("%s is told", (_, reason, code, named) => {
    expect(recallReason(reason ?? "")).toEqual({ code, values: named });
  });

  it.each(["the upstream scanner gave up", "", "x".repeat(100_000)])(
    "that others give is left: %.40s",
    (reason) => {
      expect(recallReason(reason)).toBeNull();
    },
  );
});
