import { gzipSync } from "node:zlib";
import type { Composed } from "@plimsoll/sample";
import { describe, expect, it } from "vitest";
import { artifact, type Intercept, instead, layerOf, openDatabaseRig } from "../test/db-rig.ts";

const rig = await openDatabaseRig();
const { plimsoll, source, good, other, env, scan, info, aDayGoesBy, cutDatabase } = rig;

const refuse =
  (status: number, headers: Record<string, string> = {}): Intercept =>
  (_, response) => {
    response.writeHead(status, headers).end("{}");
    return true;
  };

/** The same manifest, with other bytes behind the layer's digest. */
const withLayer = (composed: Composed, bytes: Buffer): Composed => ({
  ...composed,
  blobs: new Map([...composed.blobs, [layerOf(composed)[0], bytes]]),
});

describe("a registry that fails", () => {
  it.each<[string, string, RegExp, () => Intercept | Promise<Intercept>]>([
    [
      "has had enough",
      "rate-limited",
      /answered 429/,
      () => refuse(429, { "retry-after": "3600" }),
    ],
    ["refuses", "unauthorized", /answered 403/, () => refuse(403)],
    ["has a fault", "registry-answer", /answered 500/, () => refuse(500)],
    ["hangs", "unreachable", /nothing came for 5 s/, () => () => true],
    [
      "gives garbage",
      "database-corrupt",
      /damaged/,
      () => instead(artifact(Buffer.alloc(9999, "x"))),
    ],
    [
      "gives half a layer",
      "database-corrupt",
      /ends too early/,
      () => {
        const [, layer] = layerOf(other);
        return instead(withLayer(other, layer.subarray(0, layer.length / 2)));
      },
    ],
    [
      "gives another layer than its digest says",
      "digest-mismatch",
      /should be sha256:/,
      () => instead(withLayer(other, layerOf(good)[1])),
    ],
    [
      "gives a layer that is no tar",
      "database-corrupt",
      /tar/,
      () => instead(artifact(gzipSync(Buffer.alloc(9999, "x")))),
    ],
    [
      "gives a database that is cut",
      "database-corrupt",
      /its end is missing/,
      async () => instead(artifact(await cutDatabase())),
    ],
  ])(
    "%s: scans go on with what there is and say so, until it works again",
    async (_, code, message, outage) => {
      expect(await scan()).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-1"] });
      rig.intercept = await outage();
      await aDayGoesBy();
      const during = await scan();
      expect(during).toMatchObject({ code: 0, ids: ["CVE-2026-1"] });
      expect(during.stderr).toMatch(message);
      expect(during.stderr).toMatch(/Advisories in use: OSV records of 2026-11-20, \d+ days? old/);
      const told = await info();
      expect(told).toMatchObject({
        inUse: { source, date: "2026-11-20" },
        failures: [{ source, code, times: 1 }],
      });
      expect(told.ageDays).toBeGreaterThan(0);

      rig.intercept = instead(other);
      await aDayGoesBy();
      expect(await scan()).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-2"] });
      expect((await info()).failures).toEqual([]);
    },
  );

  it("from the start leaves scans to the starter advisories, and an update says that it failed", async () => {
    rig.intercept = refuse(429, { "retry-after": "3600" });
    const first = await scan();
    expect(first).toMatchObject({ code: 0, database: "Plimsoll starter advisories" });
    expect(first.ids).toContain("CVE-2025-26519");
    expect(first.stderr).toMatch(/429[\s\S]*Advisories in use: Plimsoll starter advisories/);
    const update = await plimsoll(["db", "update"], { env: env() });
    expect(update).toMatchObject({ code: 3, stdout: "", stderr: expect.stringMatching(/429/) });
    const text = await plimsoll(["db", "info"], { env: env() });
    expect(text.stdout).toMatch(
      /Not usable +127[\s\S]*429[\s\S]*3600 s[\s\S]*not asked again before/,
    );
    rig.intercept = () => false;
    const forced = await plimsoll(["db", "update", "--force"], { env: env() });
    expect(forced).toMatchObject({
      code: 0,
      stdout: `Updated: OSV records of 2026-11-20, from ${source}\n`,
      stderr: "",
    });
  });
});
