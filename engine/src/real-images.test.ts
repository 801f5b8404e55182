import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildImage } from "../test/build-image.ts";
import { openStarterDatabase } from "./advisory/starter/starter.ts";
import { scanImage } from "./scan.ts";

const folder = fileURLToPath(new URL("../../../shared/images/", import.meta.url));
const there = existsSync(folder);
if (!there)
  console.warn("../shared/images is not there: the checks on real root file systems are left out");

/** Alpine's published root file systems: packages as in their `lib/apk/db/installed`. */
const images = [
  ["3.10.9", "x86_64", 14, false],
  ["3.14.10", "x86_64", 14, false],
  ["3.18.9", "x86_64", 15, true],
  ["3.18.9", "aarch64", 15, true],
  ["3.20.3", "x86_64", 14, true],
  ["3.20.3", "aarch64", 14, true],
] as const;

describe.runIf(there)("Alpine's own root file systems", () => {
  it.each(images)("%s for %s", async (version, architecture, count, known) => {
    const stored = readFileSync(`${folder}alpine-minirootfs-${version}-${architecture}.tar.gz`);
    const result = await scanImage(buildImage([{ tar: gunzipSync(stored), stored }]), {
      database: await openStarterDatabase(),
    });
    expect(result.os).toMatchObject({ family: "alpine", version });
    expect(result.packages).toHaveLength(count);
    expect(new Set(result.packages.map((one) => one.architecture))).toEqual(
      new Set([architecture]),
    );
    expect(result.findings.length > 0).toBe(known);
    // A release that the advisories do not know is said, never silently clean.
    expect(result.skipped.map(({ reason }) => reason)).toEqual(
      known ? [] : [expect.stringContaining(`${count} packages not checked`)],
    );
  });
});
