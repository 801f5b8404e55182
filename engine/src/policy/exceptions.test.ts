import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyExceptions, type Exception, type ExceptionSubject } from "./exceptions.ts";

const now = new Date("2026-11-26T12:00:00Z");
const subject: ExceptionSubject = {
  ...{ registry: "registry.example.com", space: "shop", repository: "shop/web", tags: ["1.4"] },
};
const finding = {
  ...{ id: "CVE-2026-1", aliases: ["GHSA-aaaa-bbbb-cccc"] },
  package: {
    ...{ name: "lodash", version: "4.17.15", path: "app/node_modules/lodash/package.json" },
    purl: "pkg:npm/lodash@4.17.15",
  },
};
const exception = (given: Partial<Exception> = {}): Exception => ({
  ...{ vulnerability: "CVE-2026-1", package: null, scope: {}, reason: "r" },
  ...{ justification: null, expires: null },
  ...given,
});

describe("an exception", () => {
  it.each<[Partial<Exception>, boolean]>([
    [{}, true],
    [{ vulnerability: "cve-2026-1" }, true],
    [{ vulnerability: "GHSA-aaaa-bbbb-cccc" }, true],
    [{ vulnerability: "CVE-2026-*" }, true],
    [{ vulnerability: "GHSA-*" }, true],
    [{ vulnerability: "CVE-2026-10" }, false],
    [{ vulnerability: "*" }, true],
    [{ package: "lodash" }, true],
    [{ package: "lod*" }, true],
    [{ package: "lodash.merge" }, false],
    [{ package: "pkg:npm/lodash" }, true],
    [{ package: "pkg:npm/lodash@4.17.15" }, true],
    [{ package: "pkg:npm/lodash@4.17.1" }, false],
    [{ package: "pkg:npm/lodash@4.*" }, true],
    [{ package: "pkg:gem/lodash" }, false],
    [{ package: "pkg:" }, false],
    [{ paths: ["**/lodash/package.json"] }, true],
    [{ paths: ["usr/**", "app/**"] }, true],
    [{ paths: ["app/*"] }, false],
    [{ scope: { registry: "registry.example.com" } }, true],
    [{ scope: { registry: "registry.*" } }, false],
    [{ scope: { space: "sh*" } }, true],
    [{ scope: { repository: "shop/*" } }, true],
    [{ scope: { repository: "web" } }, false],
    [{ scope: { tag: "1.*" } }, true],
    [{ scope: { tag: "2.*" } }, false],
    [{ scope: { repository: "shop/*", tag: "2.*" } }, false],
    [{ expires: "2026-11-26" }, true],
    [{ expires: "2026-11-25" }, false],
  ])("of %j takes a finding out: %s", (given, expected) => {
    const { counted, excepted } = applyExceptions([finding], [exception(given)], subject, now);
    expect([counted.length, excepted.length]).toEqual(expected ? [0, 1] : [1, 0]);
  });

  it.each(["registry", "space", "repository", "tag"])(
    "for a %s is about no image without one",
    (part) => {
      const nowhere = { registry: null, space: null, repository: null, tags: [] };
      const given = exception({ scope: { [part]: "*" } });
      expect(applyExceptions([finding], [given], nowhere, now).excepted).toEqual([]);
    },
  );
});

describe("of several exceptions", () => {
  const ended = exception({ expires: "2026-01-01", reason: "ended" });
  const elsewhere = exception({ scope: { repository: "other" }, reason: "elsewhere" });
  const idle = exception({ vulnerability: "CVE-1999-1", reason: "idle" });
  const wide = exception({ vulnerability: "CVE-*", reason: "wide" });

  it("the first that holds takes a finding out, and the others are told apart", () => {
    const late = exception({ reason: "late" });
    const all = [ended, elsewhere, idle, wide, late];
    const applied = applyExceptions([finding], all, subject, now);
    expect(applied.excepted).toEqual([{ finding, exception: wide }]);
    // Another one holds in its place: nothing counts because it ended.
    expect(applied.expired).toEqual([]);
    expect(applied.unused).toEqual([idle]);
  });

  it("one that has ended counts for nothing", () => {
    const applied = applyExceptions([finding], [ended], subject, now);
    expect(applied).toEqual({ counted: [finding], excepted: [], expired: [ended], unused: [] });
  });

  it("no finding is lost or there twice, and none comes back by one more exception", () => {
    const ids = fc.constantFrom("CVE-1", "CVE-2", "CVE-*", "GHSA-1");
    const findings = fc.array(fc.record({ id: ids, aliases: fc.array(ids, { maxLength: 1 }) }));
    const some = fc.array(
      fc.record({ vulnerability: ids, expires: fc.constantFrom(null, "2020-01-01", "2030-01-01") }),
    );
    fc.assert(
      fc.property(findings, some, (given, exceptions) => {
        const found = given.map((one) => ({ ...finding, ...one }));
        const all = exceptions.map(exception);
        const { counted, excepted } = applyExceptions(found, all, subject, now);
        expect(new Set([...counted, ...excepted.map((one) => one.finding)])).toEqual(
          new Set(found),
        );
        expect(counted.length + excepted.length).toBe(found.length);
        const fewer = applyExceptions(found, all.slice(1), subject, now);
        expect(fewer.counted.length).toBeGreaterThanOrEqual(counted.length);
      }),
    );
  });

  it("thousands of ids are held against thousands of findings in no time", {
    timeout: 5000,
  }, () => {
    const many = Array.from({ length: 20_000 }, (_, at) => at);
    const findings = many.map((at) => ({ ...finding, id: `CVE-${at}`, aliases: [] }));
    const all = many.map((at) => exception({ vulnerability: `CVE-${at}` }));
    expect(applyExceptions(findings, all, subject, now).counted).toEqual([]);
  });
});
