import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findingSchema } from "@plimsoll/api";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../external/answers.ts";
import { redactor } from "../external/redact.ts";
import { isExpired, layerFault } from "./faults.ts";
import { signToken } from "./psk.ts";
import { fixedOf, readReport } from "./report.ts";

const layers = [{ index: 0, digest: "sha256:a", diffId: "sha256:A", command: "ADD" }];
const flaw = {
  name: "CVE-2026-1",
  updater: "osv/pypi",
  normalized_severity: "High",
  links: "",
  fixed_in_version: "",
};

function reportOf(vulnerabilities: readonly object[], more: object = {}): JsonObject {
  const byId = Object.fromEntries(
    vulnerabilities.map((one, at) => [String(at), { ...flaw, ...one }]),
  );
  return {
    packages: { p: { name: "jinja2", version: "2.9" } },
    environments: {
      p: [
        {
          package_db: "python:usr/lib/python3",
          introduced_in: "sha256:a",
          distribution_id: "",
          repository_ids: ["r"],
        },
      ],
    },
    repository: { r: { name: "pypi" } },
    distributions: {},
    vulnerabilities: byId,
    package_vulnerabilities: { p: Object.keys(byId) },
    ...more,
  };
}

describe("Clair's report", () => {
  it.each([
    ["1.2.3-1+deb12u1", ["1.2.3-1+deb12u1"]],
    ["", []],
    [null, []],
    ["fixed=2.20.0", ["2.20.0"]],
    ["fixed=2.31.0&introduced=2.3.0", ["2.31.0"]],
    ["lastAffected=1.26.0&introduced=1.0", []],
    ["introduced=2.0", []],
    ["fixed=1%2B2", ["1+2"]],
  ])("reads the fix from %j", (text, fixed) => {
    expect(fixedOf(text || null)).toEqual(fixed);
  });

  it.each([
    [
      "GHSA-1",
      "https://nvd.nist.gov/vuln/detail/CVE-2019-10906 https://x?name=CVE-2019-10906",
      "CVE-2019-10906",
      ["GHSA-1"],
    ],
    [
      "GHSA-1",
      "https://nvd.nist.gov/vuln/detail/CVE-2019-1000 https://blog/CVE-2018-2000",
      "CVE-2019-1000",
      ["GHSA-1"],
    ],
    ["GHSA-1", "https://a/CVE-2019-1000 https://b/CVE-2018-2000", "GHSA-1", []],
    ["PYSEC-1", "", "PYSEC-1", []],
    ["CVE-2020-1", "https://a/CVE-2019-1000", "CVE-2020-1", []],
  ])("names %s with the links %j as %s", (name, links, id, aliases) => {
    expect(readReport(reportOf([{ name, links }]), layers).findings).toMatchObject([
      { id, aliases },
    ]);
  });

  it("makes one finding of what GHSA and PYSEC say of the same package", () => {
    const links = "https://nvd.nist.gov/vuln/detail/CVE-2019-10906";
    const { findings } = readReport(
      reportOf([
        {
          name: "PYSEC-2019-1",
          links,
          normalized_severity: "Unknown",
          issued: "2019-05-01T00:00:00Z",
        },
        { name: "GHSA-1", links, fixed_in_version: "fixed=2.10.1", issued: "2019-04-10T14:30:24Z" },
        { name: "CVE-2026-9" },
      ]),
      layers,
    );
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({
      id: "CVE-2019-10906",
      aliases: ["PYSEC-2019-1", "GHSA-1"],
      severity: "high",
      status: "fixed",
      fixedVersions: ["2.10.1"],
      published: "2019-04-10",
      references: [links],
    });
  });

  it("takes name and version from the package, not from the advisory, and the layer that first had it", () => {
    const { findings } = readReport(
      reportOf([{ package: { name: "other", version: "" } }]),
      layers,
    );
    expect(findings).toMatchObject([
      {
        package: {
          name: "jinja2",
          version: "2.9",
          type: "pypi",
          purl: "pkg:pypi/jinja2@2.9",
          path: "usr/lib/python3",
        },
        layer: { index: 0, digest: "sha256:a" },
        why: "Clair: jinja2 2.9, no fix known (CVE-2026-1, osv/pypi)",
      },
    ]);
  });

  it("reads scores, and no time where Go has none", () => {
    const enrichments = {
      "message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=x": [
        {
          "0": [
            { version: "3.1", baseScore: 9.8, vectorString: "CVSS:3.1/x" },
            { version: "2.0", baseScore: 5, vectorString: "AV:N" },
            {},
          ],
        },
      ],
      "other/type": [{ "0": [{ version: "3.1", baseScore: 1, vectorString: "x" }] }],
    };
    const { findings } = readReport(
      reportOf([{ issued: "0001-01-01T00:00:00Z" }], { enrichments }),
      layers,
    );
    expect(findings).toMatchObject([
      { published: null, cvss: { score: 9.8, vector: "CVSS:3.1/x" } },
    ]);
    expect(findings[0]?.cvssScores.map(({ version }) => version)).toEqual(["3", "2"]);
  });

  it.each([
    {},
    { packages: null, vulnerabilities: [], package_vulnerabilities: { p: null } },
    {
      package_vulnerabilities: { p: ["1"], q: "x" },
      packages: { p: { name: "a" } },
      vulnerabilities: { "1": 7 },
    },
    {
      package_vulnerabilities: { p: ["__proto__"] },
      packages: { p: { name: "a" } },
      environments: { p: {} },
    },
  ])("bears one that makes no sense: %j", (body) => {
    expect(readReport(body, layers).findings).toEqual([]);
  });
});

it("signs what Clair can check", () => {
  const key = Buffer.from("secret").toString("base64");
  const [head = "", claims = "", signature = ""] = signToken(
    { key, issuer: "me" },
    1_000_000,
  ).split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(read(head)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(read(claims)).toEqual({ iss: "me", iat: 1000, exp: 1300 });
  // By another hand: Python's hmac.
  expect(signature).toBe("LlJ4lvH1KWg2orN6a013qgh-eaOUr500tFpTy7mWby0");
});

const recordings = fileURLToPath(
  new URL("../../../../../shared/recordings/clair/", import.meta.url),
);
type Recording = { response: { status: number; body: JsonObject & { message?: string } } };
const recorded = existsSync(recordings) ? readdirSync(recordings) : [];
const read = (name: string): Recording => JSON.parse(readFileSync(`${recordings}${name}`, "utf8"));
const reports = recorded.filter(
  (name) => name.startsWith("vulnerability_report") && read(name).response.status === 200,
);
// Addresses that are none are never sent to it.
const layerFaults = recorded.filter(
  (name) =>
    /^index_report_post_layer_(?!file_uri|no_uri)/.test(name) && read(name).response.status >= 400,
);

describe.runIf(recorded.length > 0)("what a real Clair said", () => {
  it.each(reports)("is read without loss: %s", (name) => {
    const { body } = read(name).response;
    const { findings, packages, os } = readReport(body, []);
    expect(packages).toBe(Object.keys(body.packages as object).length);
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
    const known = Object.values(body.package_vulnerabilities as Record<string, string[]>).flat();
    const told = findings.reduce((sum, { why }) => sum + why.split("Clair: ").length - 1, 0);
    expect(told).toBe(known.length);
    expect(os === null).toBe(Object.keys(body.distributions as object).length === 0);
    expect(findings.filter(({ package: { type } }) => type === "generic")).toEqual([]);
  });

  it.each(layerFaults)("has words for what kept it from a layer: %s", (name) => {
    const said = read(name).response.body.message ?? "";
    const message = redactor([])(said);
    expect(isExpired(message)).toBe(name.includes("401"));
    expect(layerFault(message)?.hint).toMatch(/\.$/);
  });
});
