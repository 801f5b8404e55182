import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  alpineRelease,
  apkInstalled,
  file,
  layoutFiles,
  packageJson,
  writeFiles,
} from "../../test/build-image.ts";
import { advisory, databaseOf } from "../../test/made-database.ts";
import { openTrivyDatabase, type TrivyDatabase } from "../advisory/trivy/open.ts";
import { writeTrivyDatabase } from "../advisory/trivy/write.ts";
import { openSource } from "../image/source.ts";
import { reports } from "../report/reports.ts";
import { scanImage } from "../scan.ts";
import { applyVex } from "./apply.ts";
import { readVex } from "./read-vex.ts";

const gopath = spawnSync("go", ["env", "GOPATH"], { encoding: "utf8" }).stdout?.trim();
const env = {
  ...process.env,
  PATH: [process.env.PATH, ...(gopath ? [join(gopath, "bin")] : [])].join(delimiter),
};
const installed = spawnSync("trivy", ["--version"], { env }).status === 0;

const fixed = (id: string) => advisory(id, { ranges: [{ fixed: "9" }] });
const flaws = Array.from({ length: 8 }, (_, at) => fixed(`CVE-2026-100${at}`));
const database = databaseOf({
  "Alpine:v3.20": { musl: flaws },
  npm: { left: flaws, "@scope/right": flaws },
});
const statement = (at: number, products: readonly unknown[], more: object = {}) => ({
  ...{ vulnerability: { name: `CVE-2026-100${at}` }, products, status: "not_affected" },
  ...{ justification: "vulnerable_code_not_present", ...more },
});
const product = (id: string) => ({ "@id": id });
const documents = {
  openvex: {
    "@context": "https://openvex.dev/ns/v0.2.0",
    ...{ "@id": "https://example.com/vex", author: "test", version: 1 },
    timestamp: "2026-01-01T00:00:00Z",
    statements: [
      statement(0, [product("pkg:npm/left"), product("pkg:apk/alpine/musl@1.2.5-r0")]),
      statement(1, [product("pkg:npm/left@1.5.1"), product("pkg:npm/right")]),
      statement(2, [product("pkg:npm/%40scope/right@2.0.0")]),
      statement(3, [product("pkg:apk/alpine/musl?distro=3.20.3")]),
      statement(4, [product("pkg:npm/left?a=b"), product("pkg:pypi/left")]),
      statement(5, [product("pkg:npm/left")], { status: "under_investigation" }),
      statement(6, [product("pkg:npm/left")], { timestamp: "2026-03-01T00:00:00Z" }),
      statement(6, [product("pkg:npm/left")], {
        status: "affected",
        action_statement: "wait",
        justification: undefined,
        timestamp: "2026-02-01T00:00:00Z",
      }),
    ],
  },
  csaf: {
    document: {
      ...{ category: "csaf_vex", csaf_version: "2.0", title: "t" },
      publisher: { category: "vendor", name: "n", namespace: "https://example.com" },
      tracking: {
        ...{
          current_release_date: "2026-01-01T00:00:00Z",
          initial_release_date: "2026-01-01T00:00:00Z",
        },
        ...{ id: "1", status: "final", version: "1" },
        revision_history: [{ date: "2026-01-01T00:00:00Z", number: "1", summary: "s" }],
      },
    },
    product_tree: {
      branches: [
        {
          ...{ category: "vendor", name: "v" },
          branches: ["pkg:npm/left@1.5.0", "pkg:apk/alpine/musl", "pkg:npm/%40scope/right@3"].map(
            (purl, at) => ({
              ...{ category: "product_version", name: `p${at}` },
              product: {
                name: `p${at}`,
                product_id: `P${at}`,
                product_identification_helper: { purl },
              },
            }),
          ),
        },
      ],
    },
    vulnerabilities: [
      {
        cve: "CVE-2026-1000",
        product_status: { known_not_affected: ["P0", "P2"] },
        threats: [{ category: "impact", details: "Never called.", product_ids: ["P0", "P2"] }],
      },
      { cve: "CVE-2026-1001", product_status: { fixed: ["P1"] } },
      { cve: "CVE-2026-1002", product_status: { known_affected: ["P0"] } },
    ],
  },
};

describe.runIf(installed)("what the real Trivy leaves out", () => {
  let folder: string;
  let opened: TrivyDatabase;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "plimsoll-vex-"));
    const now = new Date();
    const times = { updatedAt: now, nextUpdate: new Date(now.getTime() + 86_400_000) };
    await writeTrivyDatabase(join(folder, "cache/db"), [database], times);
    opened = openTrivyDatabase(join(folder, "cache/db"));
    const layer = [
      ...alpineRelease("3.20.3"),
      file("lib/apk/db/installed", apkInstalled("musl 1.2.5-r0")),
      file("node_modules/left/package.json", packageJson("left", "1.5.0")),
      file("node_modules/@scope/right/package.json", packageJson("@scope/right", "2.0.0")),
    ];
    await writeFiles(join(folder, "layout"), layoutFiles([{ layers: [layer] }]));
  });
  afterAll(() => {
    opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  type Modified = { Status: string; Finding: { VulnerabilityID: string; PkgName: string } };
  const leftOut = (text: string) => {
    const report: { Results: { ExperimentalModifiedFindings?: Modified[] }[] } = JSON.parse(text);
    return report.Results.flatMap((one) => one.ExperimentalModifiedFindings ?? [])
      .map(({ Status, Finding }) => `${Finding.VulnerabilityID} ${Finding.PkgName} ${Status}`)
      .sort();
  };

  it.each(Object.entries(documents))("is what we leave out: %s", async (name, document) => {
    const vex = join(folder, `${name}.json`);
    writeFileSync(vex, JSON.stringify(document));
    const offline = [
      "--skip-db-update",
      "--skip-java-db-update",
      "--offline-scan",
      "--skip-version-check",
      "--quiet",
    ];
    const command = [
      "image",
      "--cache-dir",
      join(folder, "cache"),
      ...offline,
      "--scanners",
      "vuln",
      "--format",
      "json",
      "--show-suppressed",
      "--vex",
      vex,
      "--input",
      join(folder, "layout"),
    ];
    const theirs = spawnSync("trivy", command, { env, encoding: "utf8" });
    expect(theirs.stderr).toBe("");

    const source = await openSource(`oci:${join(folder, "layout")}`);
    const image = await source.resolve();
    if (image.kind !== "image") throw new Error("the layout holds one image");
    const scanned = await scanImage(image, { database: opened });
    await source.close();
    expect(scanned.summary.total).toBe(flaws.length * 3);
    const judged = applyVex(scanned, await readVex([vex])).result;
    const ours = reports.trivy.write(judged, { created: "2026-01-01T00:00:00Z", toolVersion: "1" });
    expect(leftOut(ours)).toEqual(leftOut(theirs.stdout));
    expect(leftOut(ours)).not.toEqual([]);
  });
});
