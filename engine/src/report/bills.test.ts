import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import {
  alpineRelease,
  apkInstalled,
  buildImage,
  debianRelease,
  type Entry,
  file,
  packageJson,
} from "../../test/build-image.ts";
import { cycloneDxFaults } from "../../test/cyclonedx-schema.ts";
import { spdxSchema } from "../../test/spdx-2.3.schema.ts";
import type { PackageType } from "../inventory/package.ts";
import { type InventoryResult, readInventory } from "../read-inventory.ts";
import { type BillFormat, bills } from "./bills.ts";
import { imagePurl } from "./identity.ts";

const validateSpdx = new Ajv({
  ...{ strict: false, allErrors: true },
  formats: { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, uri: /^[a-z][a-z0-9+.-]*:\S*$/i },
}).compile(spdxSchema);
function faults(format: BillFormat, document: object): unknown[] {
  if (format === "cyclonedx") return cycloneDxFaults(document);
  validateSpdx(document);
  return validateSpdx.errors ?? [];
}

const bill = { created: "2026-11-25T10:00:00Z", toolVersion: "1.2.3" };
const debian: Entry[] = [
  ...debianRelease,
  file(
    "var/lib/dpkg/status",
    "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2:2.36-9\nSource: glibc\nMaintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>\n",
  ),
];
const modules: Entry[] = [
  file("node_modules/@s/a/package.json", packageJson("@s/a", "1.0.0")),
  file("node_modules/b/package.json", '{"name":"b","version":"2.0.0","license":"MIT"}'),
  file(
    "node_modules/c/package.json",
    '{"name":"c","version":"1.0.0","license":"see LICENSE in <file>"}',
  ),
  file(
    "node_modules/d/package.json",
    '{"name":"d","version":"1.0.0","license":"MIT OR Apache-2.0"}',
  ),
  file("x/node_modules/b/package.json", '{"name":"b","version":"2.0.0","license":"MIT"}'),
];
const read = (...layers: Entry[][]) => readInventory(buildImage(layers));

describe.each(["cyclonedx", "spdx"] as const)("a bill of materials: %s", (format) => {
  it.each<[string, Entry[][]]>([
    ["Debian and modules", [debian, modules]],
    ["Alpine", [[...alpineRelease(), file("lib/apk/db/installed", apkInstalled("musl 1.2.5-r0"))]]],
    ["nothing", [[]]],
  ])("fits its schema with %s", async (_, layers) => {
    expect(faults(format, bills[format](await read(...layers), bill))).toEqual([]);
  });

  it("is the same each time", async () => {
    const [one, two] = [await read(debian, modules), await read(debian, modules)];
    expect(JSON.stringify(bills[format](one, bill))).toBe(JSON.stringify(bills[format](two, bill)));
  });

  it("would be seen broken", async () => {
    const document = bills[format](await read(modules), bill);
    expect(faults(format, { ...document, specVersion: 5, spdxVersion: 5 })).not.toEqual([]);
    const text = JSON.stringify(document).replaceAll("pkg:npm", "").replaceAll("library", "lib");
    expect(faults(format, JSON.parse(text))).not.toEqual([]);
  });
});

it("CycloneDX has purls, licences, places and layers, each package once", async () => {
  const document = bills.cyclonedx(await read(debian, modules), bill) as {
    components: { "bom-ref": string; name: string }[];
  };
  expect(document.components).toMatchObject([
    { type: "operating-system", name: "debian", version: "12.5" },
    {
      name: "libc6",
      version: "2:2.36-9",
      purl: "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12.5&epoch=2",
      supplier: { name: expect.stringContaining("GNU Libc") },
      evidence: { occurrences: [{ location: "/var/lib/dpkg/status" }] },
      properties: expect.arrayContaining([
        { name: "plimsoll:source:name", value: "glibc" },
        { name: "plimsoll:layer:index", value: "0" },
      ]),
    },
    { group: "@s", name: "a", purl: "pkg:npm/%40s/a@1.0.0" },
    { name: "b", licenses: [{ expression: "MIT" }], "bom-ref": "pkg:npm/b@2.0.0" },
    { name: "b", "bom-ref": "pkg:npm/b@2.0.0#2" },
    { name: "c", licenses: [{ license: { name: "see LICENSE in <file>" } }] },
    { name: "d", licenses: [{ expression: "MIT OR Apache-2.0" }] },
  ]);
});

it("SPDX names what is no SPDX licence in the document itself", async () => {
  expect(bills.spdx(await read(debian, modules), bill)).toMatchObject({
    packages: expect.arrayContaining([
      expect.objectContaining({
        name: "libc6",
        supplier: "Organization: GNU Libc Maintainers (debian-glibc@lists.debian.org)",
      }),
      expect.objectContaining({ name: "c", licenseDeclared: "LicenseRef-1" }),
      expect.objectContaining({ name: "d", licenseDeclared: "MIT OR Apache-2.0" }),
    ]),
    hasExtractedLicensingInfos: [
      { licenseId: "LicenseRef-1", extractedText: "see LICENSE in <file>" },
    ],
  });
});

const described = {
  ...{ digest: "sha256:ab", platform: "linux/amd64" },
  ...{ configDigest: null, size: 1, layers: [], history: [] },
};

it.each([
  [
    "localhost:5000/shop/Web:1.4",
    "pkg:oci/web@sha256%3Aab?arch=amd64&repository_url=localhost:5000/shop/Web&tag=1.4",
  ],
  ["docker://ghcr.io/a/b@sha256:ab", "pkg:oci/b@sha256%3Aab?arch=amd64&repository_url=ghcr.io/a/b"],
  ["oci:build/layout", null],
  ["./web.tar", null],
  ["dir:/srv/root", null],
  ["-", null],
])("the package URL of %s", (reference, purl) => {
  const image = { ...described, reference };
  const inventory: InventoryResult = {
    ...{ schemaVersion: 1, image, base: null, os: null, packages: [], leftOut: [], skipped: [] },
  };
  expect(imagePurl(inventory)).toBe(purl);
});

it("splits Maven's names into group and name", () => {
  const layer = { index: 0, digest: "sha256:ab", diffId: "sha256:ab", command: null };
  const type: PackageType = "maven";
  const one = {
    ...{ name: "org.a:b", version: "1", type, purl: "pkg:maven/org.a/b@1", path: "b.jar", layer },
    ...{ source: null, architecture: null, licenses: [], maintainer: null, ownedBy: null },
  };
  const image = { ...described, reference: "x" };
  const document = bills.cyclonedx(
    { schemaVersion: 1, image, base: null, os: null, packages: [one], leftOut: [], skipped: [] },
    bill,
  );
  expect(document).toMatchObject({ components: [{ group: "org.a", name: "b" }] });
});
