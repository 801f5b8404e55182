import { type ClairOptions, startClair } from "@plimsoll/testkit";
import { describe, expect, it } from "vitest";
import { account } from "../../../test/scanners/registry.ts";
import { openTarget } from "../../../test/scanners/rig.ts";
import type { FindingsProgress } from "../findings-port.ts";
import { createClairScanner } from "./scanner.ts";

type Options = ClairOptions & { readonly expireAtBlobs?: number };
const signalOf = () => new AbortController().signal;

async function withClair<T>(
  options: Options,
  act: (parts: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const parts = await open(options);
  try {
    return await act(parts);
  } finally {
    await parts.close();
  }
}

async function open({ expireAtBlobs = 0, ...options }: Options) {
  const clair = await startClair(options);
  const { registry, target, close } = await openTarget("plain", { expireAtBlobs });
  const lines: string[] = [];
  const progress: (FindingsProgress | null)[] = [];
  const scanner = createClairScanner({
    address: clair.address,
    psk: null,
    certificate: null,
    insecure: false,
    bounds: { pollMs: 20, initialiseMs: 200, unknownMs: 100, busy: 3 },
  });
  return {
    clair,
    registry,
    lines,
    progress,
    scan: (signal = signalOf()) =>
      scanner.scan(target, {
        signal,
        onProgress: (told) => progress.push(told),
        log: (_, line) => lines.push(line),
      }),
    close: async () => {
      await close();
      await clair.close();
    },
  };
}

describe("Clair's traps", () => {
  it("never asks whether an image is known: that answers for images it has never seen", () =>
    withClair({}, async ({ scan, clair }) => {
      await scan();
      await scan();
      expect(clair.posts).toHaveLength(2);
      for (const { headers } of clair.posts) expect(headers).not.toHaveProperty("if-none-match");
    }));

  it("gives every layer a token that ends by itself, and not the password", () =>
    withClair({}, async ({ scan, clair, registry }) => {
      await scan();
      const [{ manifest } = { manifest: null }] = clair.posts;
      expect(manifest?.layers).toHaveLength(2);
      for (const { headers, uri } of manifest?.layers ?? []) {
        expect(headers?.Authorization).toEqual([`Bearer ${registry.tokens.at(-1)}`]);
        expect(uri).toMatch(/^http:\/\/127.*\/v2\/team\/app\/blobs\/sha256:/);
      }
      expect(JSON.stringify(clair.posts)).not.toContain(account.password);
    }));

  it("gives a new token when the registry does not take the last one any more, once", async () => {
    await withClair({ expireAtBlobs: 1 }, async ({ scan, clair, lines }) => {
      await scan();
      const given = clair.posts.map(
        ({ manifest }) => manifest.layers[0]?.headers?.Authorization?.[0],
      );
      expect(new Set(given).size).toBe(2);
      expect(lines.join("\n")).toContain("gets a new one");
    });
    await withClair({ expireAtBlobs: 99 }, async ({ scan, clair }) => {
      await expect(scan()).rejects.toMatchObject({ code: "unauthorized" });
      expect(clair.posts).toHaveLength(2);
    });
  });

  it("asks again when Clair is busy, whose answer is cut off, and says so when it stays busy", async () => {
    await withClair({ busy: 2 }, async ({ scan, lines }) => {
      expect((await scan()).layers).toHaveLength(2);
      expect(lines.filter((line) => line.includes("busy"))).toHaveLength(1);
    });
    await withClair({ busy: 99 }, ({ scan }) =>
      expect(scan()).rejects.toMatchObject({ code: "scanner-limited" }),
    );
  });

  it("waits while Clair loads its advisories, but not for ever", async () => {
    await withClair({ initialising: 3 }, async ({ scan, lines }) => {
      expect((await scan()).findings).toEqual([]);
      expect(lines.filter((line) => line.includes("no advisories yet"))).toHaveLength(1);
    });
    await withClair({ initialising: 9_999 }, ({ scan }) =>
      expect(scan()).rejects.toMatchObject({ code: "scanner-not-ready" }),
    );
  });

  it.each([0, 1])(
    "does not take a 404 for gone when its database is down, but says what it may be: after %i images",
    (databaseFailsAfter) =>
      withClair({ databaseFailsAfter }, async ({ scan, clair, lines }) => {
        await expect(scan()).rejects.toMatchObject({
          code: "scanner-failed",
          hint: expect.stringContaining("database is down"),
        });
        expect(clair.posts).toHaveLength(1 + databaseFailsAfter);
        expect(lines.some((line) => line.includes("asked again"))).toBe(databaseFailsAfter === 1);
      }),
  );

  it("scans what was stopped before, whose state says nothing for good", () =>
    withClair({ indexMs: 400 }, async ({ scan, clair }) => {
      const stop = new AbortController();
      const stopped = scan(stop.signal);
      while (clair.posts.length === 0) await new Promise(setImmediate);
      stop.abort();
      await expect(stopped).rejects.toMatchObject({ code: "aborted" });
      expect((await scan()).layers).toHaveLength(2);
    }));

  it("tells how far the index is", () =>
    withClair({ indexMs: 600 }, async ({ scan, progress }) => {
      await scan();
      const done = progress.flatMap((one) => (one?.phase === "reading" ? [one.done] : []));
      expect(done.length).toBeGreaterThanOrEqual(2);
      expect(done).toEqual(done.toSorted());
      expect(progress.at(-1)).toMatchObject({ phase: "matching" });
    }));

  it.each([
    ["a proxy that lost patience", { status: 504 }],
    ["a cut connection", "reset"],
  ] as const)("asks again after %s", (_, answer) =>
    withClair({ fault: { at: "index", answer, times: 2 } }, async ({ scan }) => {
      expect((await scan()).layers).toHaveLength(2);
    }),
  );

  it.each(["index", "report"] as const)("does not tell whom its database asks: %s", (at) => {
    const message =
      "storing layers: failed to connect to `user=clair database=m`: 10.0.0.5: connection refused";
    const answer = { status: 500, body: { code: "internal-error", message } };
    return withClair({ fault: { at, answer } }, async ({ scan }) => {
      const error = await scan().catch((error) => error);
      expect(error).toMatchObject({
        code: "scanner-failed",
        hint: expect.stringContaining("PostgreSQL"),
      });
      expect(error.message).not.toMatch(/10\.0\.0\.5|user=/);
    });
  });

  it.each([
    ["index", "garbage", "scanner-answer"],
    ["index", "wrong", "scanner-answer"],
    ["index", "page", "scanner-answer"],
    ["index", "cut", "scanner-answer"],
    [
      "index",
      { status: 201, body: { success: false, state: "IndexError", err: "tarfs: bad" } },
      "layer-invalid",
    ],
    ["index", { status: 201, body: {} }, "scanner-answer"],
    ["index", { status: 412 }, "scanner-answer"],
    ["index", { status: 404 }, "scanner-answer"],
    ["index", { status: 400, body: { message: "bogus manifest" } }, "scanner-failed"],
    ["report", { status: 304 }, "scanner-answer"],
    ["report", "wrong", "scanner-answer"],
    ["report", { status: 500, body: { message: "no idea" } }, "scanner-failed"],
  ] as const)("ends when the %s is answered with %j", (at, answer, code) =>
    withClair({ fault: { at, answer } }, ({ scan }) =>
      expect(scan()).rejects.toMatchObject({ code, hint: expect.stringMatching(/\.$/) }),
    ),
  );

  it.each(["page", "wrong", { status: 404 }, { status: 200, body: {} }] as const)(
    "is not taken for a Clair when its state is %j",
    (answer) =>
      withClair({ fault: { at: "state", answer } }, async ({ clair }) => {
        const config = { address: clair.address, psk: null, certificate: null, insecure: false };
        const told = createClairScanner(config).describe(signalOf());
        await expect(told).rejects.toMatchObject({ code: "scanner-answer" });
      }),
  );
});
