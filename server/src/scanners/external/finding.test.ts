import { describe, expect, it } from "vitest";
import { dayOf, layerFinder, purlOf, timeOf } from "./finding.ts";

describe("what scanners tell", () => {
  it("of a layer that is there twice is the lower one", () => {
    const twice = { digest: "sha256:a", diffId: "sha256:A", command: null };
    const find = layerFinder([
      { ...twice, index: 0 },
      { ...twice, index: 1 },
    ]);
    expect(find("sha256:A")?.index).toBe(0);
    expect(find(undefined, null, "__proto__")).toBeNull();
  });

  it.each([
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z", "2026-01-02"],
    ["2026-01-02", "2026-01-02T00:00:00.000Z", "2026-01-02"],
    ["0001-01-01T00:00:00Z", null, null],
    ["2026-99-99", null, null],
    ["tomorrow", null, null],
    ["", null, null],
    [null, null, null],
  ])("of the time %s is %s", (text, time, day) => {
    expect(timeOf(text)).toBe(time);
    expect(dayOf(text)).toBe(day);
  });

  it.each([
    [
      "deb",
      ["debian", "libstdc++6"],
      "12.2.0-14+deb12u1",
      "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1",
    ],
    ["maven", ["commons-io", "commons-io"], "2.6", "pkg:maven/commons-io/commons-io@2.6"],
    ["npm", ["@scope", "a"], "1", "pkg:npm/%40scope/a@1"],
    ["generic", ["", "a?b#c"], "", "pkg:generic/a%3Fb%23c"],
  ])("of a package is a purl of type %s", (type, names, version, purl) => {
    expect(purlOf(type, names, version)).toBe(purl);
  });
});
