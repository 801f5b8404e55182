import type { Advisory, AdvisoryDatabase } from "@plimsoll/engine";
import { expect, test } from "vitest";
import { testAdvisories, testAdvisory } from "../../test/images.ts";
import { type DistinctPackage, fingerprintsOf } from "./fingerprint.ts";

const now = new Date("2026-02-01");

const openssl: DistinctPackage = {
  package: {
    name: "openssl",
    version: "3.0.7-1.el9",
    type: "rpm",
    purl: "pkg:rpm/redhat/openssl@3.0.7-1.el9",
    path: "var/lib/rpm/rpmdb.sqlite",
    source: null,
    architecture: "x86_64",
    licenses: [],
    maintainer: "Red Hat, Inc.",
    build: { contentSets: ["rhel-9-for-x86_64-baseos-rpms"], nvr: null },
    ownedBy: null,
  },
  os: { family: "rhel", release: "9", version: "9", name: "Red Hat Enterprise Linux 9" },
};

const flaw = testAdvisory({ id: "CVE-2024-0001", severity: "high", fixed: "3.1", products: [7] });

/** What is known of openssl, and which products a content set stands for. */
function stating(
  advisories: readonly Advisory[],
  products: Readonly<Record<string, readonly number[]>> = {},
): AdvisoryDatabase {
  return {
    ...testAdvisories,
    covers: () => true,
    lookup: (_, name) => (name === "openssl" ? advisories : []),
    products: (_, name) => products[name] ?? [],
  };
}

const of = (database: AdvisoryDatabase) =>
  fingerprintsOf(database, now)(openssl).hash.toString("hex");
const baseos = { "rhel-9-for-x86_64-baseos-rpms": [7] };
const before = of(stating([flaw], baseos));

test.each([
  ["the same advisories", stating([{ ...flaw }], { ...baseos }), true],
  ["a product of other packages", stating([flaw], { ...baseos, "rhel-8-server": [9] }), true],
  ["a severity", stating([{ ...flaw, severity: "low" }], baseos), false],
  ["one advisory more", stating([flaw, { ...flaw, id: "CVE-2024-0002" }], baseos), false],
  ["none", stating([], baseos), false],
  ["an ecosystem not known any more", { ...stating([flaw], baseos), covers: () => false }, false],
  [
    "a product of the package's own content set",
    stating([flaw], { "rhel-9-for-x86_64-baseos-rpms": [8] }),
    false,
  ],
] as const)("with %s a package rests on the same: %#", (_, database, same) => {
  expect(of(database) === before).toBe(same);
});

test("a text that is only read when it is asked for counts too", () => {
  const lazily = (title: string) =>
    of(
      stating([
        {
          ...flaw,
          get title() {
            return title;
          },
        },
      ]),
    );
  expect(lazily("one")).toBe(lazily("one"));
  expect(lazily("one")).not.toBe(lazily("two"));
});
