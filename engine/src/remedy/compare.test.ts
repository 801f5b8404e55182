import { describe, expect, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { imageWith, installed, type Known, layer } from "../../test/remedies.ts";
import type { Package } from "../inventory/package.ts";
import { type Comparison, compareResults } from "./compare.ts";

function compare(before: readonly Package[], after: readonly Package[], known: Known): Comparison {
  return compareResults(imageWith(before, known), imageWith(after, known));
}

describe("findings from one image to the next", () => {
  const within = (parent: string) => ({
    path: `app/node_modules/${parent}/node_modules/a/package.json`,
  });
  it.each<[string, readonly Package[], readonly Package[], Known, object]>([
    [
      "are fixed by a newer version",
      [installed("npm", "a", "1.0.0")],
      [installed("npm", "a", "1.0.1")],
      { "npm/a": ["CVE-1: <1.0.1"] },
      { added: [], fixed: ["CVE-1"], unchanged: [] },
    ],
    [
      "are fixed with the package gone",
      [installed("npm", "a", "1.0.0")],
      [],
      { "npm/a": ["CVE-1: <1.0.1"] },
      { added: [], fixed: ["CVE-1"], unchanged: [] },
    ],
    [
      "come with a package, and with a version",
      [installed("npm", "a", "1.0.0")],
      [installed("npm", "a", "1.1.0"), installed("npm", "b", "1.0.0")],
      { "npm/a": ["CVE-1: >=1.1.0"], "npm/b": ["CVE-2: *"] },
      { added: ["CVE-1", "CVE-2"], fixed: [], unchanged: [] },
    ],
    [
      "stay in another version, at another place and in another layer",
      [installed("npm", "a", "1.0.0")],
      [installed("npm", "a", "1.1.0", { ...within("b"), layer: layer(3) })],
      { "npm/a": ["CVE-1: *"] },
      { added: [], fixed: [], unchanged: ["CVE-1"] },
    ],
    [
      "stay as long as one place has them",
      [installed("npm", "a", "1.0.0"), installed("npm", "a", "1.0.0", within("b"))],
      [installed("npm", "a", "1.0.1"), installed("npm", "a", "1.0.0", within("b"))],
      { "npm/a": ["CVE-1: <1.0.1"] },
      { added: [], fixed: [], unchanged: ["CVE-1"] },
    ],
    [
      "are of their package: another of the same name is another",
      [installed("npm", "a", "1.0.0")],
      [installed("pypi", "a", "1.0.0")],
      { "npm/a": ["CVE-1: *"], "PyPI/a": ["CVE-1: *"] },
      { added: ["CVE-1"], fixed: ["CVE-1"], unchanged: [] },
    ],
  ])("%s", (_, before, after, known, expected) => {
    const { findings } = compare(before, after, known);
    const ids = Object.fromEntries(
      Object.entries(findings).map(([name, some]) => [name, some.findings.map(({ id }) => id)]),
    );
    expect(ids).toEqual(expected);
    for (const some of Object.values(findings)) {
      expect(some.summary.total).toBe(some.findings.length);
      const layers = some.layers.reduce((sum, { summary }) => sum + summary.total, 0);
      expect(layers).toBe(some.findings.length);
    }
  });

  it("are the same by whatever id they had before", () => {
    const one = [installed("npm", "a", "1.0.0")];
    const before = imageWith(one, { "npm/a": [advisory({ id: "GHSA-1", ranges: [{}] })] });
    const after = imageWith(one, {
      "npm/a": [advisory({ id: "GHSA-1", aliases: ["CVE-2024-0001"], ranges: [{}] })],
    });
    for (const [a, b] of [
      [before, after],
      [after, before],
    ] as const) {
      const { added, fixed, unchanged } = compareResults(a, b).findings;
      expect([added, fixed, unchanged].map(({ summary }) => summary.total)).toEqual([0, 0, 1]);
    }
  });

  it("are two where an advisory names two", () => {
    const one = [installed("npm", "a", "1.0.0")];
    const image = (id: string) =>
      imageWith(one, { "npm/a": [advisory({ id, aliases: ["GHSA-1"], ranges: [{}] })] });
    const { added, fixed } = compareResults(
      image("CVE-2024-0001"),
      image("CVE-2024-0002"),
    ).findings;
    expect([added.summary.total, fixed.summary.total]).toEqual([1, 1]);
  });

  it("are told by the layer of the image that has them", () => {
    const { findings } = compare(
      [installed("npm", "a", "1.0.0", { layer: layer(1) })],
      [installed("npm", "b", "1.0.0", { layer: layer(2) }), installed("npm", "c", "1.0.0")],
      { "npm/a": ["CVE-1: *"], "npm/b": ["CVE-2: *"], "npm/c": ["CVE-3: *"] },
    );
    expect(findings.added.layers.map((one) => one.layer.index)).toEqual([0, 2]);
    expect(findings.fixed.layers.map((one) => one.layer.index)).toEqual([1]);
  });
});

describe("packages from one image to the next", () => {
  const tell = ({ packages: { added, removed, changed } }: Comparison) => ({
    added: added.map(({ name, version }) => `${name} ${version}`),
    removed: removed.map(({ name, version }) => `${name} ${version}`),
    changed: changed.map(({ name, from, to }) => `${name} ${from} -> ${to}`),
  });
  const one = (version: string, parent = "") =>
    installed("npm", "a", version, parent ? { path: `${parent}/node_modules/a/package.json` } : {});
  it.each<[string, readonly Package[], readonly Package[], Partial<ReturnType<typeof tell>>]>([
    ["the same", [one("1")], [one("1", "elsewhere")], {}],
    ["added", [], [one("1"), one("1", "b"), one("2", "c")], { added: ["a 1", "a 2"] }],
    ["removed", [one("1")], [], { removed: ["a 1"] }],
    ["changed", [one("1")], [one("2")], { changed: ["a 1 -> 2"] }],
    [
      "one of two changed",
      [one("1"), one("3", "b")],
      [one("2"), one("3", "b")],
      { changed: ["a 1 -> 2"] },
    ],
    ["one more", [one("1")], [one("1"), one("2", "b")], { changed: ["a  -> 2"] }],
  ])("%s", (_, before, after, expected) => {
    expect(tell(compare(before, after, {}))).toEqual({
      ...{ added: [], removed: [], changed: [] },
      ...expected,
    });
  });

  it("are not known to differ where a scanner tells none", () => {
    const { packages } = compareResults(
      { findings: [], packages: null },
      { findings: [], packages: [one("1")] },
    );
    expect(packages).toEqual({ added: [], removed: [], changed: [] });
  });
});
