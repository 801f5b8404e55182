import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findingSchema } from "@plimsoll/api";
import { describe, expect, it } from "vitest";
import { asArray, asObject, type JsonObject } from "../external/answers.ts";
import { readMetadata } from "./metadata.ts";
import { readReport } from "./report.ts";

const layers = [
  { index: 0, digest: "sha256:a", diffId: "sha256:A", command: "ADD" },
  { index: 1, digest: "sha256:b", diffId: "sha256:B", command: "RUN" },
];
const item = { id: "CVE-2026-1", package: "zlib", version: "1.2", severity: "High" };
const read = (more: object) =>
  readReport({ vulnerabilities: [{ ...item, ...more }] }, "Finder", layers);

describe("an adapter's report", () => {
  it.each([
    ["Critical", "critical"],
    ["High", "high"],
    ["Medium", "medium"],
    ["Low", "low"],
    ["Negligible", "negligible"],
    ["Unknown", "unknown"],
    ["None", "negligible"],
    ["whatever", "unknown"],
    [undefined, "unknown"],
  ])("knows the severity %s", (severity, expected) => {
    expect(read({ severity }).findings[0]?.severity).toBe(expected);
  });

  it.each([
    [{ fix_version: "1.3" }, "fixed", ["1.3"]],
    [{ fix_version: "1.3, 2.0" }, "fixed", ["1.3", "2.0"]],
    [{ fix_version: "" }, "affected", []],
    [{ status: "will_not_fix" }, "will_not_fix", []],
    [{ status: "end_of_life", fix_version: "" }, "end_of_life", []],
    [{ status: "unknown" }, "affected", []],
  ])("tells from %j that it is %s", (more, status, fixedVersions) => {
    expect(read(more).findings).toMatchObject([{ status, fixedVersions }]);
  });

  it("leaves out what does not affect the image", () => {
    expect(read({ status: "not_affected" })).toEqual({ findings: [], skipped: [] });
  });

  it.each([
    [{ digest: "sha256:b" }, 1],
    [{ diff_id: "sha256:A" }, 0],
    [{ digest: "sha256:unknown", diff_id: "sha256:B" }, 1],
    [{ digest: "sha256:unknown" }, null],
    [null, null],
    ["sha256:a", null],
  ])("finds the layer of %j", (layer, index) => {
    expect(read({ layer }).findings[0]?.layer?.index ?? null).toBe(index);
  });

  it("keeps the scores of each assessor once, and takes the highest", () => {
    const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    const { findings } = read({
      preferred_cvss: { score_v3: 9.8, vector_v3: vector, score_v2: null, vector_v2: "" },
      vendor_attributes: {
        CVSS: {
          nvd: { V3Score: 9.8, V3Vector: vector },
          redhat: { V3Score: 7, V3Vector: "CVSS:3.1/AV:L" },
        },
      },
    });
    expect(findings[0]?.cvss).toEqual({ score: 9.8, vector });
    expect(findings[0]?.cvssScores.map(({ source }) => source)).toEqual(["nvd", "redhat"]);
  });

  it("counts what names nothing, and reads the rest", () => {
    const vulnerabilities = [null, 7, "x", {}, { id: "CVE-1" }, { package: "a" }, item];
    const { findings, skipped } = readReport({ vulnerabilities }, "Finder", layers);
    expect(findings).toHaveLength(1);
    expect(skipped).toMatchObject([{ reason: expect.stringMatching(/^6 /) }]);
  });

  it.each([null, [], "x", { vulnerabilities: null }])(
    "is empty where there is none: %j",
    (body) => {
      expect(readReport(asObject(body) ?? {}, "Finder", layers).findings).toEqual([]);
    },
  );

  it.each([
    {},
    { capabilities: [1, null, { consumes_mime_types: "x" }], scanner: [], properties: 3 },
  ])("bears metadata that say nothing: %j", (body) => {
    expect(readMetadata(body)).toMatchObject({ consumes: [], produces: [], databaseDate: null });
  });
});

const recordings = fileURLToPath(
  new URL("../../../../../shared/recordings/harbor/", import.meta.url),
);
type Exchange = { request: { path: string }; response: { status: number; json?: JsonObject } };
const traffic = existsSync(recordings)
  ? readdirSync(recordings).filter((name) => name.startsWith("adapter-traffic-"))
  : [];

describe.runIf(traffic.length > 0)("what a real adapter sent", () => {
  it.each(traffic)("is read without loss: %s", (name) => {
    const { exchanges } = JSON.parse(readFileSync(`${recordings}${name}`, "utf8")) as {
      exchanges: Exchange[];
    };
    for (const { request, response } of exchanges) {
      const { json, status } = response;
      if (status !== 200 || json === undefined) continue;
      if (request.path.endsWith("/metadata"))
        expect(readMetadata(json)).toMatchObject({
          produces: [expect.stringContaining("1.1"), expect.stringContaining("harbor+json")],
          databaseDate: "2026-11-24T06:12:31.000Z",
          authorization: expect.stringMatching(/^(basic|bearer)$/),
        });
      if (!("vulnerabilities" in json)) continue;
      const { findings, skipped } = readReport(json, "Stub", []);
      expect(findings).toHaveLength(asArray(json.vulnerabilities).length);
      expect(skipped).toEqual([]);
      for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
    }
  });
});
