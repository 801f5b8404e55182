import { expect, it } from "vitest";
import { keptName, keptNames, placeOf, placeOfBucket } from "./ecosystems.ts";

it.each([
  ["Alpine:v3.20", "alpine 3.20"],
  ["Alpine:edge", "alpine edge"],
  ["Debian:12", "debian 12"],
  ["Ubuntu:22.04", "ubuntu 22.04"],
  ["Ubuntu:Pro:18.04", "ubuntu 18.04-ESM"],
  ["AlmaLinux:9", "alma 9"],
  ["Rocky Linux:9", "rocky 9"],
  ["Oracle Linux:8", "Oracle Linux 8"],
  ["Red Hat", "Red Hat"],
  ["Amazon Linux:2023", "amazon linux 2023"],
  ["openSUSE:Leap 15.5", "openSUSE Leap 15.5"],
  ["openSUSE:Leap Micro 5.3", "openSUSE Leap Micro 5.3"],
  ["openSUSE:Tumbleweed", "openSUSE Tumbleweed"],
  ["SUSE:Linux Enterprise 15.5", "SUSE Linux Enterprise 15.5"],
  ["SUSE:Linux Enterprise Micro 5.3", "SUSE Linux Enterprise Micro 5.3"],
  ["Photon OS:4.0", "Photon OS 4.0"],
  ["Azure Linux:3.0", "Azure Linux 3.0"],
  ["CBL-Mariner:2.0", "CBL-Mariner 2.0"],
  ["Wolfi", "wolfi"],
  ["Chainguard", "chainguard"],
  ["MinimOS", "minimos"],
  ["Echo", "echo"],
])("keeps %s in %s", (ecosystem, bucket) => {
  expect(placeOf(ecosystem)).toMatchObject({ ecosystem, bucket });
  expect(placeOfBucket(bucket)).toMatchObject({ ecosystem, bucket });
});

it.each([
  ["npm", "npm::GitHub Security Advisory npm"],
  ["PyPI", "pip::Open Source Vulnerability"],
  ["crates.io", "cargo::GitHub Security Advisory Rust"],
  ["Packagist", "composer::PHP Security Advisories Database"],
  ["Hex", "erlang::GitHub Security Advisory Erlang"],
  ["SwiftURL", "swift::GitHub Security Advisory Swift"],
])("keeps %s by source, as in %s", (ecosystem, bucket) => {
  const place = placeOf(ecosystem);
  expect(place).toEqual({ ecosystem, prefix: expect.any(String) });
  expect(placeOfBucket(bucket)).toEqual(place);
});

it.each(["", "Alpine", "Alpine:v", "Debian:", "Plan 9:4", "toString", "__proto__", "debian 12"])(
  "knows no ecosystem %j",
  (ecosystem) => expect(placeOf(ecosystem)).toBeUndefined(),
);

it.each(["vulnerability", "data-source", "Red Hat CPE", "seal npm::Seal", "ubuntu ", "::x", "x::"])(
  "holds no advisories to look up in %j",
  (bucket) => expect(placeOfBucket(bucket)).toBeUndefined(),
);

it.each([
  ["PyPI", "Ruamel_Yaml.Clib", "ruamel-yaml.clib"],
  ["NuGet", "Newtonsoft.Json", "newtonsoft.json"],
  ["Go", "github.com/Azure/x", "github.com/Azure/x"],
  ["SwiftURL", "https://github.com/a/B.git", "github.com/a/B"],
  ["Debian:12", "Name", "Name"],
])("of %s, %s is kept as %s", (ecosystem, name, kept) => {
  expect(keptName(ecosystem, name)).toBe(kept);
});

it.each([
  ["PyPI", "django", ["django"]],
  ["PyPI", "ruamel-yaml", ["ruamel-yaml", "ruamel.yaml"]],
  ["PyPI", "a-b-c", ["a-b-c", "a-b.c", "a.b-c", "a.b.c"]],
  ["PyPI", "a-b-c-d-e", ["a-b-c-d-e"]],
  ["npm", "Left-Pad", ["left-pad"]],
])("a database that says %s %s keeps it as %j", (ecosystem, name, kept) => {
  expect(keptNames(ecosystem, name)).toEqual(kept);
});
