import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Advisory, memoryDatabase, writeTrivyDatabase } from "@plimsoll/engine";
import { type Composed, serveImages } from "@plimsoll/sample";
import { hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { createTrivyScanner } from "../../src/scanners/trivy/scanner.ts";
import { alpineImage } from "../images.ts";
import { chart, known, makeImage, nowhere, type Rig, type Situation, targetIn } from "./rig.ts";

const places = [
  ...(process.env.PATH ?? "").split(delimiter),
  join(process.env.GOPATH ?? join(homedir(), "go"), "bin"),
];
export const trivy = places
  .map((place) => join(place, "trivy"))
  .find((command) => spawnSync(command, ["--version"]).status === 0);
if (trivy === undefined) console.warn("trivy is not installed: what runs it is left out");

/** bcrypt of the password. */
const account = { username: "me", password: "geheim" };
const htpasswd = "me:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";
const serverKey = "server-geheim-8";

const cannot = {
  garbage: "the real one makes sense",
  "too-much": "the real one ends",
  talkative: "the real one keeps secrets",
} as const;

/** The real command, and the real command against the real server, on the real registry. */
export const realTrivyRigs: readonly Rig[] =
  trivy === undefined || !hasDockerRegistry
    ? []
    : [
        {
          name: "trivy, the real command",
          tellsLayers: true,
          cannot: { ...cannot, "wrong-key": "the command asks for none" },
          open: (situation, { ms }) => openReal(trivy, situation, ms, false),
        },
        {
          name: "trivy, the real command and the real server",
          tellsLayers: true,
          cannot,
          open: (situation, { ms }) => openReal(trivy, situation, ms, true),
        },
      ];

async function openReal(command: string, situation: Situation, ms: number, served: boolean) {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-real-trivy-"));
  const cacheFolder = join(folder, "cache");
  await writeDatabase(join(folder, "kept/db"));
  const image =
    situation === "nothing-found" ? await alpineImage({ busybox: "1.36.1-r0" }) : await makeImage();
  const registry = situation === "stuck" ? await startStuck(image) : await startReal(image);
  const server = served ? await startServer(command, join(folder, "kept")) : null;
  const { target, close } = targetIn(registry.address, situation, image, account);
  return {
    target,
    scanner: createTrivyScanner({
      command: situation === "unreachable" && !served ? join(folder, "none") : command,
      cacheFolder,
      advisories: server
        ? {
            kind: "server",
            address: situation === "unreachable" ? nowhere : server.address,
            token: situation === "wrong-key" ? "another-geheim" : serverKey,
            certificate: null,
            insecure: false,
          }
        : { kind: "kept", folder: () => join(folder, "kept/db") },
      bounds: { scanMs: ms, killMs: 500 },
    }),
    secrets: () => [account.password, serverKey, "another-geheim"],
    running: () => processesNaming(cacheFolder),
    close: async () => {
      await close();
      await server?.close();
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function processesNaming(text: string): number {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text);
    } catch {
      return false;
    }
  }).length;
}

export async function writeDatabase(folder: string, updatedAt = new Date()): Promise<void> {
  const info = { name: "made", version: "1", date: "2026-01-02", limits: [], sources: [] };
  const database = memoryDatabase(
    info,
    known.map((one) => ({
      ecosystem: "Alpine:v3.18",
      name: one.package,
      advisories: [
        { ...nothingSaid, id: one.id, severity: one.severity, ranges: [rangeOf(one.fixed)] },
      ],
    })),
  );
  const nextUpdate = new Date(updatedAt.getTime() + 86_400_000);
  await writeTrivyDatabase(folder, [database], { updatedAt, nextUpdate });
}

function rangeOf(fixed: string) {
  return fixed === "" ? {} : { fixed };
}

const nothingSaid: Omit<Advisory, "id" | "severity" | "ranges"> = {
  aliases: [],
  source: "Made up",
  title: null,
  description: null,
  versions: [],
  constraints: null,
  status: null,
  severitySource: null,
  cvss: [],
  cwes: [],
  kev: false,
  epss: null,
  published: null,
  modified: null,
  references: [],
  architectures: [],
  products: null,
};

async function startReal(image: Composed): Promise<{ address: string; close(): Promise<void> }> {
  const registry = await startDockerRegistry({ htpasswd });
  const address = `http://${registry.host}`;
  await push(address, "team/app", image);
  await push(address, "team/chart", chart);
  return { address, close: registry.close };
}

/** It tells what the image is, and then no blob is ever sent. */
async function startStuck(image: Composed): Promise<{ address: string; close(): Promise<void> }> {
  const { config } = JSON.parse(
    Buffer.from(image.blobs.get(image.descriptor.digest) ?? "").toString(),
  );
  return serveImages(
    { "team/app": { latest: image } },
    {
      intercept: (request) =>
        request.url?.includes("/blobs/") === true && !request.url.endsWith(config.digest),
    },
  );
}

async function push(address: string, repository: string, image: Composed): Promise<void> {
  const basic = Buffer.from(`${account.username}:${account.password}`).toString("base64");
  const headers = { authorization: `Basic ${basic}` };
  const put = async (url: string, type: string, bytes: Uint8Array) => {
    const body = new Uint8Array(bytes);
    const answer = await fetch(url, {
      method: "PUT",
      headers: { ...headers, "content-type": type },
      body,
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  const { digest: own, mediaType } = image.descriptor;
  for (const [digest, bytes] of image.blobs) {
    if (digest === own) continue;
    const started = await fetch(`${address}/v2/${repository}/blobs/uploads/`, {
      method: "POST",
      headers,
    });
    const location = new URL(started.headers.get("location") ?? "", address);
    location.searchParams.set("digest", digest);
    await put(location.href, "application/octet-stream", bytes);
  }
  const manifest = image.blobs.get(own) ?? new Uint8Array();
  await put(`${address}/v2/${repository}/manifests/latest`, mediaType, manifest);
}

async function startServer(
  command: string,
  cache: string,
): Promise<{ address: string; close(): Promise<void> }> {
  const host = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    command,
    ["server", "--listen", host, "--cache-dir", cache, "--skip-db-update", "--quiet"],
    { env: { PATH: process.env.PATH, HOME: cache, TRIVY_TOKEN: serverKey }, stdio: "ignore" },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = `http://${host}`;
  while (child.exitCode === null) {
    const answer = await fetch(`${address}/healthz`).catch(() => null);
    if (answer?.ok) break;
    await delay(20);
  }
  return {
    address,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return bound.port;
}
