import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  about,
  all,
  csafOf,
  cycloneDx,
  digest,
  openVex,
  read,
  related,
  result,
  silenced,
} from "../../test/vex-documents.ts";
import { reports } from "../report/reports.ts";
import { applyVex } from "./apply.ts";
import { readVex } from "./read-vex.ts";

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
