import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advisory } from "../../test/build-image.ts";
import { baseOf, imageWith, installed, type Known, layer, system } from "../../test/remedies.ts";
import type { Package } from "../inventory/package.ts";
import type { Finding } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import { compareVersions } from "../version/schemes.ts";
import type { PackageChange, Plan } from "./plan.ts";
import { planRemedy } from "./plan-remedy.ts";

/** What is installed once a plan's steps are made, of which none exchanges the base. */
function afterSteps(packages: readonly Package[], { steps }: Plan): Package[] {
  const changes = new Map<string, PackageChange>();
  for (const step of steps)
    for (const change of step.packages) changes.set(`${change.purl} ${change.path}`, change);
  return packages.flatMap((one) => {
    const to = changes.get(`${one.purl} ${one.path}`)?.to;
    if (to === null) return [];
    if (to === undefined) return [one];
    return [{ ...one, version: to, source: one.source && { ...one.source, version: to } }];
  });
}

const names = (findings: readonly Finding[]) =>
  findings.map(({ id, package: { name, path } }) => `${id} ${name} ${path}`).sort();

const version = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map((numbers) => numbers.join("."));
const range = fc.tuple(fc.option(version), fc.option(version)).map(([low, high]) => ({
  ...(low ? { introduced: low } : {}),
  ...(high ? { fixed: high } : {}),
}));
const severity = fc.constantFrom("critical", "high", "medium", "low", "negligible", "unknown");
const advisories = fc.array(
  fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.array(range, { minLength: 1, maxLength: 3 }),
      severity,
    )
    .map(([id, ranges, how]) => advisory({ id: `CVE-2024-${1000 + id}`, ranges, severity: how })),
  { maxLength: 6 },
);
const kinds = [
  ["npm", "npm"],
  ["pypi", "PyPI"],
  ["golang", "Go"],
  ["deb", "Debian:12"],
] as const;
const image = fc
  .array(
    fc.tuple(
      fc.constantFrom(...kinds),
      fc.constantFrom("a", "b", "c"),
      version,
      fc.nat(2),
      advisories,
    ),
    { maxLength: 8 },
  )
  .map((some) => {
    const known: Record<string, Known[string]> = {};
    const packages = some.map(([[type, ecosystem], name, from, place, said]) => {
      known[`${ecosystem}/${name}`] = said;
      const path = type === "npm" ? { path: `p${place}/node_modules/${name}/package.json` } : {};
      const source = type === "deb" ? { name, version: from } : null;
      return installed(type, name, from, { source, layer: layer(place), ...path });
    });
    return imageWith([installed("deb", "apt", "2.6.1"), ...packages], known, {
      os: system("debian", "12"),
    });
  });

describe("what a plan promises", () => {
  it("is what matching the changed image finds, and adds up", () => {
    fc.assert(
      fc.property(image, (input) => {
        const plan = planRemedy(input);
        const distinctPackages = [
          ...new Map(
            input.packages.map((one) => [`${one.purl} ${one.path} ${one.layer.index}`, one]),
          ).values(),
        ];
        const before = input.match?.(distinctPackages, input.os) ?? [];
        const after = input.match?.(afterSteps(distinctPackages, plan), input.os) ?? [];
        fc.pre(before.length === input.findings.length);
        expect(plan.before).toEqual(summarise(before));
        expect(plan.after).toEqual(summarise(after));
        let at = plan.before;
        for (const { before: from, clears, brings, after: to } of plan.steps) {
          expect(from).toEqual(at);
          expect(clears.length).toBeGreaterThan(0);
          expect(to.total).toBe(from.total - clears.length + brings.length);
          at = to;
        }
        expect(at).toEqual(plan.after);
        const left = plan.remaining.flatMap(({ findings }) => findings);
        expect(left.map(({ id, package: one }) => `${id} ${one.name} ${one.path}`).sort()).toEqual(
          names(after),
        );
        expect(new Set(plan.steps.map(({ id }) => id)).size).toBe(plan.steps.length);
      }),
      { numRuns: 300 },
    );
  });

  it("is the smallest version that clears what has a fix, in the same major version where there is one", () => {
    fc.assert(
      fc.property(version, advisories, (from, some) => {
        const one = installed("npm", "a", from);
        // Sources that disagree about one flaw are in the tables.
        const said = some.map(({ ranges }, at) =>
          advisory({ id: `CVE-2024-${2000 + at}`, ranges }),
        );
        const input = imageWith([one], { "npm/a": said });
        const had = new Set(input.findings.map(({ id }) => id));
        const clean = said
          .flatMap(({ ranges }) => ranges.flatMap(({ fixed }) => fixed ?? []))
          .filter((to) => compareVersions("npm", to, from) > 0 && to[0] === from[0])
          .filter((to) => {
            const left = input.match?.([{ ...one, version: to }], null) ?? [];
            const stays = left.every((it) => it.fixedVersions.length === 0 && had.has(it.id));
            return stays && left.length < input.findings.length;
          })
          .sort((a, b) => compareVersions("npm", a, b));
        fc.pre(clean.length > 0 && input.findings.some((it) => it.fixedVersions.length > 0));
        expect(planRemedy(input).steps[0]?.packages[0]?.to).toBe(clean[0]);
      }),
      { numRuns: 300 },
    );
  });

  it("adds up upon a newer base too", () => {
    fc.assert(
      fc.property(image, image, (input, newer) => {
        const reference = "debian:12";
        const { os, packages } = newer;
        const known = { reference, kind: "refresh", os, packages } as const;
        const plan = planRemedy({ ...input, base: baseOf(2), bases: [known] });
        let at = plan.before;
        for (const { before, clears, brings, after } of plan.steps) {
          expect(before).toEqual(at);
          expect(after.total).toBe(before.total - clears.length + brings.length);
          at = after;
        }
        expect(at).toEqual(plan.after);
        const left = plan.remaining.flatMap(({ findings }) => findings);
        expect(left.length).toBe(plan.after.total);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what comes from a hostile image", () => {
  const hostile = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      "$(reboot)",
      "`id`",
      "a;id",
      "a'b",
      'a"b',
      "a\nRUN id",
      "--help",
      "../../a",
      "a b",
      "<x/>",
      "$IFS",
    ),
  );
  const types = fc.constantFrom(
    ...([
      "npm",
      "pypi",
      "gem",
      "composer",
      "cargo",
      "golang",
      "maven",
      "nuget",
      "julia",
      "conda",
      "deb",
      "apk",
      "rpm",
    ] as const),
  );
  /** Words of a shell as they stand outside of quotes: what is in quotes is left out. */
  const bare = (text: string) => text.replace(/'[^']*'/g, "");

  it("stands in no command and in no line but quoted", () => {
    fc.assert(
      fc.property(
        types,
        hostile,
        hostile,
        hostile,
        fc.boolean(),
        (type, name, from, path, ofBase) => {
          const manager = { deb: "apt", apk: "apk-tools", rpm: "dnf" }[type as string] ?? "apt";
          const one = installed(type, name, from, {
            path: `app/${path}/node_modules/x/package.json`,
            purl: `pkg:${type}/x`,
          });
          const input = imageWith([one], {});
          const finding = {
            ...imageWith([installed("npm", "a", "1")], { "npm/a": ["CVE-1: <2"] }).findings[0],
          } as Finding;
          const found: Finding = {
            ...finding,
            package: { name, version: from, type, purl: one.purl, path: one.path },
            fixedVersions: ["99999.0.0", name],
          };
          const plan = planRemedy({
            ...input,
            packages: [one, installed(type, manager, "1")],
            findings: [found],
            os: system("debian", "12"),
            base: ofBase ? baseOf(1, name) : null,
            match: (some) =>
              some.flatMap((p) => (p.name === name && p.version === from ? [found] : [])),
          });
          const changes = [...plan.steps, ...plan.optional].flatMap((step) => step.changes);
          for (const change of changes) {
            if (change.kind === "manifest") {
              expect(change.file).toMatch(/^[\w@%+=:,./* -]+$/);
              continue;
            }
            expect(change.text).not.toMatch(/\n/);
            const outside = bare(change.text).replaceAll(" && ", " ").replaceAll("/*", "");
            expect(outside).toMatch(/^[\w@%+=:,./#!~^* -]*$/);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
