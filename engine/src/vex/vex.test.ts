import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layers, madeFinding, madePackage, madeResult } from "../../test/scan-results.ts";
import type { Package } from "../inventory/package.ts";
import { defaultLimits } from "../limits.ts";
import { reports } from "../report/reports.ts";
import { applyVex } from "./apply.ts";
import { productCounter, readVex, readVexDocument } from "./read-vex.ts";

const libssl = madePackage({
  ...{ name: "libssl3", version: "1:3.0.1-2", type: "deb", architecture: "amd64" },
  purl: "pkg:deb/debian/libssl3@3.0.1-2?arch=amd64&distro=debian-12.5&epoch=1",
  ...{ path: "var/lib/dpkg/status", source: { name: "openssl", version: "1:3.0.1-2" } },
  layer: layers[0],
});
const lodash = madePackage({ name: "lodash", version: "4.17.15" });
const program = madePackage({
  ...{ name: "example.com/server", type: "golang", version: "v2.0.0", path: "usr/bin/server" },
  purl: "pkg:golang/example.com/server@v2.0.0",
});
const module = madePackage({
  ...{ name: "golang.org/x/net", type: "golang", version: "v0.1.0", path: "usr/bin/server" },
  purl: "pkg:golang/golang.org/x/net@v0.1.0",
});
const elsewhere = { ...module, path: "usr/bin/other" };
const packages = [libssl, lodash, program, module, elsewhere];
const flawOf = (one: Package) =>
  madeFinding(one, { id: "CVE-2026-1", aliases: ["GHSA-aaaa-bbbb-cccc"] });
const result = madeResult({ packages, findings: packages.map(flawOf) });
const { digest } = result.image;
const index = `sha256:${"e".repeat(64)}`;

const context = () => ({ subjects: [], count: productCounter(defaultLimits) });
const read = (document: object, name = "web.json") =>
  readVexDocument(document as Record<string, unknown>, name, context());
const openVex = (...statements: object[]) => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  timestamp: "2026-01-01T00:00:00Z",
  statements: statements.map((one) => ({
    ...{ vulnerability: { name: "CVE-2026-1" }, status: "not_affected" },
    justification: "vulnerable_code_not_present",
    ...one,
  })),
});
const about = (id: string, ...subcomponents: string[]) => ({
  "@id": id,
  subcomponents: subcomponents.map((one) => ({ "@id": one })),
});
/** Places of the packages whose finding is suppressed. */
function silenced(document: object): string[] {
  const applied = applyVex(result, [read(document)], [index]).result;
  expect(applied.summary.total + applied.suppressed.length).toBe(packages.length);
  expect(applied.summary.total).toBe(applied.findings.length);
  return applied.suppressed.map((one) => `${one.package.path} ${one.package.name}`);
}
const all = packages.map((one) => `${one.path} ${one.name}`);
const [ssl, dash, own, net, netElsewhere] = all;

describe("what a product names", () => {
  it.each<[string, object, (string | undefined)[]]>([
    ["a package, as it is", about(lodash.purl), [dash]],
    ["any version", about("pkg:npm/lodash"), [dash]],
    ["another version", about("pkg:npm/lodash@4.17.16"), []],
    ["another type", about("pkg:pypi/lodash"), []],
    ["fewer qualifiers", about("pkg:deb/debian/libssl3@3.0.1-2?epoch=1"), [ssl]],
    ["the epoch in the version", about("pkg:deb/debian/libssl3@1:3.0.1-2"), [ssl]],
    ["no epoch where there is one", about("pkg:deb/debian/libssl3@3.0.1-2"), []],
    ["another architecture", about("pkg:deb/debian/libssl3?arch=arm64"), []],
    ["the distribution as Trivy writes it", about("pkg:deb/debian/libssl3?distro=12.5"), [ssl]],
    ["what only Syft writes", about("pkg:npm/lodash@4.17.15?package-id=1"), [dash]],
    ["the source package", about("pkg:deb/debian/openssl?arch=source"), [ssl]],
    ["the source package's version", about("pkg:deb/debian/openssl@1:3.0.1-2?arch=source"), [ssl]],
    ["another source package", about("pkg:deb/debian/gnutls?arch=source"), []],
    ["a Go module without the v", about("pkg:golang/golang.org/x/net@0.1.0"), [net, netElsewhere]],
    [
      "a program and a module in it",
      about("pkg:golang/example.com/server", "pkg:golang/golang.org/x/net"),
      [own, net],
    ],
    [
      "a package, and one that is not in it",
      about("pkg:npm/lodash", "pkg:golang/golang.org/x/net"),
      [dash],
    ],
    ["the image", about(`pkg:oci/web@${digest}`), all],
    ["the image's index", about(`pkg:oci/web@${encodeURIComponent(index)}`), all],
    ["the image, a package in it", about(`pkg:oci/web@${digest}`, "pkg:npm/lodash"), [dash]],
    [
      "the image by its repository",
      about("pkg:oci/web?repository_url=registry.example.com/shop/web"),
      all,
    ],
    [
      "the image by its registry",
      about("pkg:oci/web?repository_url=registry.example.com/shop"),
      all,
    ],
    ["the image by its tag", about("pkg:oci/web?tag=1.4"), all],
    ["the image of another tag", about("pkg:oci/web?tag=1.5"), []],
    [
      "the image of another repository",
      about("pkg:oci/web?repository_url=evil.example.com/web"),
      [],
    ],
    ["another digest", about(`pkg:oci/web@sha256:${"f".repeat(64)}`), []],
    ["another architecture's image", about("pkg:oci/web?arch=arm64"), []],
    ["the image as Docker names it", about("pkg:docker/shop/web@1.4"), all],
    ["the digest alone", about(digest), all],
    ["the reference", about("registry.example.com/shop/web:1.4"), all],
    ["nothing known", about("https://example.com/product"), []],
    ["nonsense", about("pkg:%%%"), []],
  ])("%s", (_, product, expected) => {
    expect(silenced(openVex({ products: [product] }))).toEqual(expected);
  });

  it("is nothing of an image that came from a file, but for its digest", () => {
    const archive = madeResult({
      packages,
      findings: [flawOf(lodash)],
      image: { reference: "oci:web" },
    });
    const suppressed = (id: string) =>
      applyVex(archive, [read(openVex({ products: [about(id)] }))]).result.suppressed.length;
    expect([suppressed("pkg:oci/web"), suppressed(`pkg:oci/web@${digest}`)]).toEqual([0, 1]);
  });
});

const cycloneDx = (analysis: object, refs = ["a"], root: object = {}) => ({
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
const csafOf = (vulnerability: object, tree: object = {}) => ({
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
const related = {
  relationships: ["W", "CPE"].map((whole) => ({
    ...{ category: "default_component_of", product_reference: "L" },
    ...{ relates_to_product_reference: whole, full_product_name: { product_id: `${whole}:L` } },
  })),
};

describe("each form says the same", () => {
  const because = {
    justification: "vulnerable_code_not_in_execute_path",
    statement: "Never called.",
  };
  it.each<[string, object, object]>([
    [
      "OpenVEX",
      openVex({
        products: [about("pkg:npm/lodash")],
        justification: because.justification,
        impact_statement: "Never called.",
      }),
      because,
    ],
    [
      "OpenVEX of before",
      {
        ...openVex({
          vulnerability: "CVE-2026-1",
          products: ["pkg:npm/lodash"],
          justification: because.justification,
          impact_statement: "Never called.",
        }),
        "@context": "https://openvex.dev/ns",
      },
      because,
    ],
    [
      "OpenVEX with a page as id",
      openVex({
        vulnerability: { "@id": "https://nvd.nist.gov/vuln/detail/CVE-2026-1" },
        products: [{ identifiers: { purl: "pkg:npm/lodash" } }],
        ...because,
        impact_statement: "Never called.",
      }),
      because,
    ],
    [
      "OpenVEX by an alias",
      openVex({
        vulnerability: { name: "ghsa-aaaa-bbbb-cccc" },
        products: [about("pkg:npm/lodash")],
        justification: because.justification,
        impact_statement: "Never called.",
      }),
      because,
    ],
    [
      "CycloneDX",
      cycloneDx({
        state: "not_affected",
        justification: "code_not_reachable",
        detail: "Never called.",
      }),
      { justification: "code_not_reachable", statement: "Never called." },
    ],
    [
      "CycloneDX by BOM-Link",
      cycloneDx({ state: "false_positive" }, [
        "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Flodash%404.17.15",
      ]),
      { justification: "false_positive", statement: null },
    ],
    [
      "CycloneDX of this image",
      cycloneDx({ state: "resolved" }, ["a"], { purl: `pkg:oci/web@${digest}` }),
      { status: "fixed" },
    ],
    [
      "CSAF",
      csafOf(
        {
          product_status: { known_not_affected: ["L"] },
          flags: [{ label: because.justification, product_ids: ["L"] }],
          threats: [{ category: "impact", details: "Never called.", group_ids: ["G"] }],
        },
        { product_groups: [{ group_id: "G", product_ids: ["L", "W"] }] },
      ),
      because,
    ],
    [
      "CSAF of a component",
      csafOf({ product_status: { fixed: ["W:L"] } }, related),
      { status: "fixed", justification: null },
    ],
  ])("%s", (_, document, expected) => {
    const { result: applied, matched } = applyVex(result, [read(document)]);
    expect(applied.suppressed.map((one) => one.package.name)).toEqual(["lodash"]);
    expect(applied.suppressed[0]?.suppressedBy).toMatchObject({
      document: "web.json",
      ...expected,
    });
    expect([...matched]).toEqual(["web.json"]);
  });

  it.each<[string, object]>([
    ["CycloneDX that judges nothing", cycloneDx({})],
    [
      "CycloneDX of another image",
      cycloneDx({ state: "not_affected" }, ["a"], { purl: "pkg:oci/other" }),
    ],
    [
      "CycloneDX with a dead reference",
      cycloneDx({ state: "not_affected" }, ["nowhere", "urn:cdx:x#%zz"]),
    ],
    [
      "CSAF of a product known by no package URL",
      csafOf({ product_status: { known_not_affected: ["CPE", "CPE:L", "none"] } }, related),
    ],
    ["CSAF that knows it is affected", csafOf({ product_status: { known_affected: ["L"] } })],
    [
      "OpenVEX of another flaw",
      openVex({ vulnerability: { name: "CVE-2026-2" }, products: [about("pkg:npm/lodash")] }),
    ],
  ])("and silences nothing: %s", (_, document) => {
    expect(silenced(document)).toEqual([]);
  });

  it("reads the judgement in a bill of materials of our own", () => {
    const document = JSON.parse(
      reports.cyclonedx.write(result, { created: "2026-01-01T00:00:00Z", toolVersion: "1" }),
    );
    document.vulnerabilities[0].analysis = {
      state: "not_affected",
      justification: "code_not_present",
    };
    expect(silenced(document)).toEqual(all);
  });
});

describe("several statements", () => {
  const said = (status: string, timestamp?: string) => ({
    products: [about("pkg:npm/lodash")],
    status,
    timestamp,
  });
  const statusAfter = (...statements: object[]) => {
    const { result: applied } = applyVex(result, [read(openVex(...statements))]);
    const [one] = [...applied.suppressed, ...applied.findings].filter(
      ({ package: { name } }) => name === "lodash",
    );
    return one && "suppressedBy" in one
      ? `suppressed: ${(one.suppressedBy as { status: string }).status}`
      : one?.status;
  };
  it.each<[string, object[], string]>([
    ["one", [said("fixed")], "suppressed: fixed"],
    ["affected, which changes nothing", [said("affected")], "affected"],
    ["under investigation", [said("under_investigation")], "under_investigation"],
    [
      "the later one by its time",
      [said("affected", "2026-03-01T00:00:00Z"), said("not_affected", "2026-02-01T00:00:00Z")],
      "affected",
    ],
    [
      "the last of one time",
      [said("under_investigation"), said("not_affected")],
      "suppressed: not_affected",
    ],
    [
      "the document's time where a statement has none",
      [said("not_affected", "2025-12-01T00:00:00Z"), said("affected")],
      "affected",
    ],
  ])("%s", (_, statements, expected) => {
    expect(statusAfter(...statements)).toBe(expected);
  });

  it("names the documents that spoke of something, also where another's word counts", () => {
    const lodashIs = (status: string) => openVex({ products: [about("pkg:npm/lodash")], status });
    const documents = [
      read(lodashIs("affected"), "a"),
      read(lodashIs("fixed"), "b"),
      read(openVex(), "c"),
    ];
    const { result: applied, matched } = applyVex(result, documents);
    expect(applied.suppressed[0]?.suppressedBy.document).toBe("b");
    expect([...matched]).toEqual(["a", "b"]);
  });
});

it("is not compared for ever with what an attached document may hold", () => {
  const products = Array.from({ length: 300_000 }, (_, at) =>
    about("pkg:npm/none", `pkg:npm/${at % 9}`),
  );
  const many = Array.from({ length: 100 }, (_, at) => ({ ...lodash, path: `${at}/package.json` }));
  const large = madeResult({ packages: many, findings: many.map(flawOf) });
  const started = performance.now();
  expect(() => applyVex(large, [read(openVex({ products }))])).toThrow(/limit vexComparisons/);
  expect(performance.now() - started).toBeLessThan(30_000);
});

describe("files", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plimsoll-vex-"));
    await mkdir(join(folder, "all/inner"), { recursive: true });
    await writeFile(
      join(folder, "all/b.json"),
      JSON.stringify(openVex({ products: ["pkg:npm/a"] })),
    );
    await writeFile(join(folder, "all/inner/a.json"), JSON.stringify(csafOf({})));
    await writeFile(join(folder, "all/notes.txt"), "no document");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are read one by one, and of folders all that end in .json", async () => {
    const documents = await readVex([join(folder, "all"), join(folder, "all/b.json")]);
    expect(
      documents.map(({ name, statements }) => [name.slice(folder.length), statements.length]),
    ).toEqual([
      ["/all/b.json", 1],
      ["/all/inner/a.json", 0],
      ["/all/b.json", 1],
    ]);
  });

  const written = async (content: string) => {
    const file = join(folder, "bad.json");
    await writeFile(file, content);
    return file;
  };
  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /bad\.json is no JSON/],
    ["no document", "{}", /bad\.json is no VEX document/],
    ["a list", "[]", /bad\.json is no JSON object/],
    ["no statements", '{"@context":"https://openvex.dev/ns/v0.2.0"}', /bad\.json: statements: /],
    [
      "a status that is none",
      JSON.stringify(openVex({ status: "fine", products: ["a"] })),
      /bad\.json: statements\[0\]\.status: /,
    ],
    [
      "no reason",
      JSON.stringify(openVex({ justification: null, products: ["a"] })),
      /statements\[0\]\.justification: not_affected needs/,
    ],
    [
      "no product",
      JSON.stringify(openVex({ products: [] })),
      /statements\[0\]\.products: names no product/,
    ],
    [
      "a state that is none",
      JSON.stringify(cycloneDx({ state: "fine" })),
      /vulnerabilities\[0\]\.analysis\.state: /,
    ],
    [
      "another CSAF",
      JSON.stringify({ document: { csaf_version: "3.0" } }),
      /document\.csaf_version: /,
    ],
    [
      "a status that is no list",
      JSON.stringify(csafOf({ product_status: { fixed: "L" } })),
      /vulnerabilities\[0\]\.product_status\.fixed: /,
    ],
  ])("that hold %s are refused by file and field", async (_, content, message) => {
    await expect(readVex([await written(content)])).rejects.toMatchObject({
      ...{ code: "advisory-invalid", message: expect.stringMatching(message) },
    });
  });

  it("are read no further than the first bad part, of however many", async () => {
    const file = await written(
      `{"@context":"https://openvex.dev/ns","statements":[${"{},".repeat(1e6)}{}]}`,
    );
    await expect(readVex([file])).rejects.toMatchObject({
      ...{ code: "advisory-invalid", message: expect.stringMatching(/^[^;]*statements\[0\]/) },
    });
  });

  it("that are not there are an error", async () => {
    await expect(readVex([join(folder, "none.json")])).rejects.toMatchObject({ code: "io" });
  });

  it.each<[string, string, object]>([
    [
      "one that is too large",
      JSON.stringify(openVex({ products: ["a".repeat(5000)] })),
      { documentBytes: 4096 },
    ],
    [
      "too many products",
      JSON.stringify(openVex({ products: Array(50).fill("a") })),
      { vexProducts: 40 },
    ],
    [
      "too many components",
      JSON.stringify({ ...cycloneDx({ state: "resolved" }), components: Array(50).fill({}) }),
      { vexProducts: 40 },
    ],
    [
      "groups of many products named by many",
      JSON.stringify(
        csafOf(
          { flags: Array(50).fill({ label: "x", group_ids: ["G"] }) },
          { product_groups: [{ group_id: "G", product_ids: Array(50).fill("L") }] },
        ),
      ),
      { vexProducts: 2000 },
    ],
  ])("are bounded: %s", async (_, content, limits) => {
    await expect(readVex([await written(content)], { limits })).rejects.toMatchObject({
      code: "limit-exceeded",
    });
  });

  it.each([
    [
      "branches",
      (inner: string) =>
        JSON.stringify(csafOf({}, {})).replace('"branches":[', `"branches":[${inner},`),
      '{"branches":[',
      "]}",
    ],
    [
      "components",
      (inner: string) =>
        JSON.stringify(cycloneDx({})).replace('"components":[', `"components":[${inner},`),
      '{"components":[',
      "]}",
    ],
  ])("may be nested however deep: %s", async (_, around, open, close) => {
    const deep = `${open.repeat(100_000)}{}${close.repeat(100_000)}`;
    expect(await readVex([await written(around(deep))])).toHaveLength(1);
  });
});
