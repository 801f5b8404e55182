import { expect } from "vitest";
import type { Package } from "../src/inventory/package.ts";
import { defaultLimits } from "../src/limits.ts";
import { applyVex } from "../src/vex/apply.ts";
import { productCounter, readVexDocument } from "../src/vex/read-vex.ts";
import { layers, madeFinding, madePackage, madeResult } from "./scan-results.ts";

const libssl = madePackage({
  ...{ name: "libssl3", version: "1:3.0.1-2", type: "deb", architecture: "amd64" },
  purl: "pkg:deb/debian/libssl3@3.0.1-2?arch=amd64&distro=debian-12.5&epoch=1",
  ...{ path: "var/lib/dpkg/status", source: { name: "openssl", version: "1:3.0.1-2" } },
  layer: layers[0],
});
export const lodash = madePackage({ name: "lodash", version: "4.17.15" });
const program = madePackage({
  ...{ name: "example.com/server", type: "golang", version: "v2.0.0", path: "usr/bin/server" },
  purl: "pkg:golang/example.com/server@v2.0.0",
});
const module = madePackage({
  ...{ name: "golang.org/x/net", type: "golang", version: "v0.1.0", path: "usr/bin/server" },
  purl: "pkg:golang/golang.org/x/net@v0.1.0",
});
const elsewhere = { ...module, path: "usr/bin/other" };
export const packages = [libssl, lodash, program, module, elsewhere];
export const flawOf = (one: Package) =>
  madeFinding(one, { id: "CVE-2026-1", aliases: ["GHSA-aaaa-bbbb-cccc"] });
export const result = madeResult({ packages, findings: packages.map(flawOf) });
export const { digest } = result.image;
export const index = `sha256:${"e".repeat(64)}`;

const context = () => ({ subjects: [], count: productCounter(defaultLimits) });
export const read = (document: object, name = "web.json") =>
  readVexDocument(document as Record<string, unknown>, name, context());
export const openVex = (...statements: object[]) => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  timestamp: "2026-01-01T00:00:00Z",
  statements: statements.map((one) => ({
    ...{ vulnerability: { name: "CVE-2026-1" }, status: "not_affected" },
    justification: "vulnerable_code_not_present",
    ...one,
  })),
});
export const about = (id: string, ...subcomponents: string[]) => ({
  "@id": id,
  subcomponents: subcomponents.map((one) => ({ "@id": one })),
});
/** Places of the packages whose finding is suppressed. */
export function silenced(document: object): string[] {
  const applied = applyVex(result, [read(document)], [index]).result;
  expect(applied.summary.total + applied.suppressed.length).toBe(packages.length);
  expect(applied.summary.total).toBe(applied.findings.length);
  return applied.suppressed.map((one) => `${one.package.path} ${one.package.name}`);
}
export const all = packages.map((one) => `${one.path} ${one.name}`);

export const cycloneDx = (analysis: object, refs = ["a"], root: object = {}) => ({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  metadata: {
    timestamp: "2026-01-01T00:00:00Z",
    component: { type: "container", name: "x", ...root },
  },
  components: [
    {
      name: "outer",
      components: [{ "bom-ref": "a", name: "lodash", purl: "pkg:npm/lodash@4.17.15" }],
    },
  ],
  vulnerabilities: [{ id: "CVE-2026-1", analysis, affects: refs.map((ref) => ({ ref })) }],
});
export const csafOf = (vulnerability: object, tree: object = {}) => ({
  document: {
    csaf_version: "2.0",
    category: "csaf_vex",
    tracking: { current_release_date: "2026-01-01T00:00:00Z" },
  },
  product_tree: {
    branches: [
      {
        branches: [
          {
            product: { product_id: "L", product_identification_helper: { purl: "pkg:npm/lodash" } },
          },
        ],
      },
      { product: { product_id: "W", product_identification_helper: { purl: "pkg:oci/web" } } },
      {
        product: {
          product_id: "CPE",
          product_identification_helper: { cpe: "cpe:/o:redhat:enterprise_linux:9" },
        },
      },
    ],
    ...tree,
  },
  vulnerabilities: [{ cve: "CVE-2026-1", ...vulnerability }],
});
export const related = {
  relationships: ["W", "CPE"].map((whole) => ({
    ...{ category: "default_component_of", product_reference: "L" },
    ...{ relates_to_product_reference: whole, full_product_name: { product_id: `${whole}:L` } },
  })),
};
