import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { get as httpGet } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { breakLastLayer, type Composed, composeImage, serveImages } from "@plimsoll/sample";
import { startFakeServer } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { selfSigned } from "../../../test/certificate.ts";
import { trivy, writeDatabase } from "../../../test/scanners/real-trivy-rig.ts";
import { makeImage, targetIn } from "../../../test/scanners/rig.ts";
import { trivyRig } from "../../../test/scanners/trivy-rig.ts";
import type { FindingsTarget } from "../findings-port.ts";
import { createTrivyScanner, type TrivyConfig } from "./scanner.ts";
import { boundCache, linkDatabases } from "./slots.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runOf(lines: string[] = []) {
  const log = (_: string, line: string) => lines.push(line);
  return { signal: new AbortController().signal, onProgress: () => {}, log };
}

it("shows Trivy nothing of the service's environment, and no secret on its command line", async () => {
  vi.stubEnv("SERVICE_SECRET", "yes");
  const { scanner, target, close } = await trivyRig.open("plain", { ms: 20_000 });
  // The program in Trivy's place fails where it sees either.
  expect((await scanner.scan(target, runOf())).findings).toHaveLength(2);
  await close();
  vi.unstubAllEnvs();
});

it("bounds the log of one that does not stop talking", async () => {
  const command = join(folder, "talker");
  writeFileSync(
    command,
    '#!/bin/sh\ni=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 1\n',
  );
  chmodSync(command, 0o755);
  const image = await makeImage();
  const registry = await serveImages({ "team/app": { latest: image } });
  const { target, close } = targetIn(registry.address, "plain", image);
  const lines: string[] = [];
  const scanner = createTrivyScanner({
    command,
    cacheFolder: join(folder, "talking"),
    advisories: { kind: "own", repositories: [] },
    bounds: { lines: 10 },
  });
  await expect(scanner.scan(target, runOf(lines))).rejects.toMatchObject({
    code: "scanner-failed",
  });
  expect(lines).toHaveLength(11);
  await close();
  await registry.close();
});

describe("a run's cache folder", () => {
  it("begins anew when it has grown too large", async () => {
    const slot = join(folder, "grown");
    mkdirSync(join(slot, "fanal"), { recursive: true });
    writeFileSync(join(slot, "fanal/fanal.db"), "");
    truncateSync(join(slot, "fanal/fanal.db"), 1000);
    await boundCache(slot, 1000);
    expect(existsSync(join(slot, "fanal"))).toBe(true);
    await boundCache(slot, 999);
    expect(existsSync(join(slot, "fanal"))).toBe(false);
  });

  it("has the database that is kept now, and leaves Trivy's own of Java", async () => {
    const slot = join(folder, "linked");
    mkdirSync(join(slot, "java-db"), { recursive: true });
    for (const name of ["one", "two/db"]) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, "trivy.db"), "");
    }
    symlinkSync(join(folder, "gone"), join(slot, "db"));
    for (const [kept, place] of [
      ["one", "one"],
      ["two", "two/db"],
    ] as const) {
      expect(await linkDatabases(slot, join(folder, kept))).toEqual({ java: false });
      expect(readlinkSync(join(slot, "db"))).toBe(join(folder, place));
    }
    expect(existsSync(join(slot, "java-db"))).toBe(true);
  });
});

describe.runIf(trivy !== undefined)("the real Trivy", () => {
  let image: Composed;
  let kept: TrivyConfig["advisories"];
  beforeAll(async () => {
    image = await makeImage();
    const place = join(folder, "kept");
    await writeDatabase(place);
    kept = { kind: "kept", folder: () => place };
  });

  let number = 0;
  function open(advisories = kept, cacheFolder = join(folder, `cache-${number++}`)) {
    return createTrivyScanner({ command: trivy ?? "", cacheFolder, advisories });
  }

  async function withImage<T>(
    of: Composed,
    act: (target: FindingsTarget) => Promise<T>,
  ): Promise<T> {
    const registry = await serveImages({ "team/app": { latest: of } });
    const { target, close } = targetIn(registry.address, "plain", of);
    try {
      return await act(target);
    } finally {
      await close();
      await registry.close();
    }
  }

  it("runs several times at once on one kept database, each in a folder of its own", () =>
    withImage(image, async (target) => {
      const scanner = open();
      const outcomes = await Promise.all([1, 2, 3].map(() => scanner.scan(target, runOf())));
      expect(outcomes.map(({ findings }) => findings.length)).toEqual([2, 2, 2]);
    }));

  it.each([
    ["is not there", (place: string) => mkdirSync(place)],
    [
      "is damaged",
      (place: string) => {
        mkdirSync(place);
        writeFileSync(join(place, "trivy.db"), "no database".repeat(4_000));
        const metadata = {
          Version: 2,
          NextUpdate: "2099-01-01T00:00:00Z",
          UpdatedAt: "2026-01-01T00:00:00Z",
        };
        writeFileSync(join(place, "metadata.json"), JSON.stringify(metadata));
      },
    ],
  ])("says that the database %s", (name, make) => {
    const place = join(folder, name);
    make(place);
    return withImage(image, (target) =>
      expect(
        open({ kind: "kept", folder: () => place }).scan(target, runOf()),
      ).rejects.toMatchObject({
        code: "scanner-not-ready",
      }),
    );
  });

  it("says that nothing gives it a database, and scans with an old one where it has one", () =>
    withImage(image, async (target) => {
      const cacheFolder = join(folder, "renewed");
      const scanner = open({ kind: "own", repositories: ["127.0.0.1:9/db:2"] }, cacheFolder);
      await expect(scanner.scan(target, runOf())).rejects.toMatchObject({
        code: "scanner-not-ready",
      });
      await writeDatabase(join(cacheFolder, "slot-0/db"), new Date("2025-01-01T00:00:00Z"));
      const lines: string[] = [];
      const { findings, databaseDate } = await scanner.scan(target, runOf(lines));
      expect(findings).toHaveLength(2);
      expect(databaseDate).toBe("2025-01-01T00:00:00.000Z");
      expect(lines.join("\n")).toContain("the one it has");
    }));

  it("shows the registry's credentials to nobody else, as where its databases come from", async () => {
    const seen: (string | undefined)[] = [];
    const other = await startFakeServer(({ headers }) => {
      seen.push(headers.authorization);
      const realm = `http://${headers.host}/token`;
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}"` } };
    });
    const repositories = [`${new URL(other.address).host}/db:2`];
    const archive = await composeImage({
      platform: { os: "linux", architecture: "amd64" },
      created: "2026-01-01T00:00:00Z",
      steps: [{ command: "COPY x.jar", files: [{ path: "app/x.jar", content: "PK" }] }],
    });
    await withImage(archive, async (target) => {
      const credentials = { username: "me", password: "registry-geheim" };
      const given = { ...target, registry: { ...target.registry, credentials } };
      const scanner = open({ kind: "own", repositories });
      await expect(scanner.scan(given, runOf())).rejects.toMatchObject({
        code: "scanner-not-ready",
      });
      const java = createTrivyScanner({
        command: trivy ?? "",
        cacheFolder: join(folder, "java"),
        advisories: kept,
        javaRepositories: repositories,
      });
      const lines: string[] = [];
      await expect(java.scan(given, runOf(lines))).rejects.toMatchObject({
        code: "scanner-not-ready",
      });
      expect(lines.join("\n")).toContain("Java archives");
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter((authorization) => authorization !== undefined)).toEqual([]);
    await other.close();
  });

  it("says that where it gets its database allows no more", async () => {
    const errors = [{ code: "TOOMANYREQUESTS", message: "retry-after: 1ms" }];
    const limited = await startFakeServer(() => ({ status: 429, body: { errors } }));
    const repositories = [`${new URL(limited.address).host}/db:2`];
    await withImage(image, (target) =>
      expect(open({ kind: "own", repositories }).scan(target, runOf())).rejects.toMatchObject({
        code: "scanner-limited",
      }),
    );
    await limited.close();
  });

  it("trusts the registry's own authority, given with the registry", async () => {
    const plain = await serveImages({ "team/app": { latest: image } });
    const { certificate, key } = selfSigned();
    const tls = createServer({ key, cert: certificate }, (request, response) => {
      httpGet(`${plain.address}${request.url}`, { headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
    });
    await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
    const { target, close } = targetIn(plain.address, "plain", image);
    const address = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
    const scan = (given: string | null) =>
      open().scan(
        {
          ...target,
          registry: { address, credentials: null, certificate: given, insecure: false },
        },
        runOf(),
      );
    expect((await scan(certificate)).findings).toHaveLength(2);
    // Trivy's own word: Plimsoll reads this image by the plain address.
    await expect(scan(null)).rejects.toMatchObject({ code: "certificate" });
    await close();
    tls.closeAllConnections();
    tls.close();
    await plain.close();
  });

  it("says that a layer is damaged", () =>
    withImage(breakLastLayer(image), (target) =>
      expect(open().scan(target, runOf())).rejects.toMatchObject({ code: "layer-invalid" }),
    ));
});
