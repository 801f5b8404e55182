import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Composed, composeArtifact, serveImages } from "@plimsoll/sample";
import { afterAll, beforeEach, expect } from "vitest";
import { compose, installed, osRelease, plimsollIn, writeLayout } from "./plimsoll.ts";

/** Answers a request itself and says so, or leaves it to the registry. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * For a whole test file: a folder that is home to the command, with an image in `layout`, and a
 * registry with the database `good`, by which musl has CVE-2026-1. Each test begins with a registry
 * that works, and with nothing fetched.
 */
export async function openDatabaseRig() {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-db-"));
  const plimsoll = plimsollIn(folder);
  const blobsAsked: string[] = [];
  const nothing: Intercept = () => false;
  const rig = { intercept: nothing };

  /** Trivy's archive of a database with one flaw, as `plimsoll db build` makes it. */
  async function archive(id: string): Promise<Buffer> {
    await writeFile(join(folder, `${id}.json`), JSON.stringify(record(id)));
    const output = join(folder, `${id}.tar.gz`);
    expect(
      await plimsoll(["db", "build", "--osv", `${id}.json`, "--output", output]),
    ).toMatchObject({
      code: 0,
      stderr: "",
    });
    return readFile(output);
  }

  const [good, other] = [
    artifact(await archive("CVE-2026-1")),
    artifact(await archive("CVE-2026-2")),
  ];
  const tags = { "2": good, new: other };
  const registry = await serveImages(
    { "aqua/trivy-db": tags },
    {
      intercept: (request, response) => {
        if (request.url?.includes("/blobs/")) blobsAsked.push(request.url);
        return rig.intercept(request, response);
      },
    },
  );
  const source = `${new URL(registry.address).host}/aqua/trivy-db:2`;
  const image = await compose("amd64", [
    { command: "ADD", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  ]);
  await writeLayout(join(folder, "layout"), image);

  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    rig.intercept = nothing;
    blobsAsked.length = 0;
    await rm(join(folder, ".cache"), { recursive: true, force: true });
  });

  const env = () => ({ PLIMSOLL_DB_SOURCES: source });
  const stateFile = () => join(folder, ".cache/plimsoll/db/state.json");

  async function scan(args: readonly string[] = []) {
    const outcome = await plimsoll(
      ["scan", "layout", "--platform", "linux/amd64", "--format", "json", ...args],
      {
        env: env(),
      },
    );
    const result = outcome.stdout === "" ? null : JSON.parse(outcome.stdout);
    return {
      ...outcome,
      ids: result?.findings.map(({ id }: { id: string }) => id) as string[] | undefined,
      database: result?.database.name as string | undefined,
    };
  }

  async function info() {
    const { code, stdout } = await plimsoll(["db", "info", "--json"], { env: env() });
    expect(code).toBe(0);
    return JSON.parse(stdout);
  }

  /** A day goes by: what was asked was asked long ago, and whoever is to be left alone was. */
  async function aDayGoesBy() {
    const state = JSON.parse(await readFile(stateFile(), "utf8"));
    const long = "2001-01-01T00:00:00.000Z";
    state.checkedAt = { trivy: long };
    for (const failure of state.failures) failure.retryAt = long;
    await writeFile(stateFile(), JSON.stringify(state));
  }

  /** A tar of one's own with a database that is cut in its middle. */
  async function cutDatabase(): Promise<Buffer> {
    const place = join(folder, "cut");
    await mkdir(place, { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, "CVE-2026-2.tar.gz"), "-C", place]);
    const whole = await readFile(join(place, "trivy.db"));
    await writeFile(join(place, "trivy.db"), whole.subarray(0, whole.length / 2));
    execFileSync("tar", [
      "-czf",
      join(folder, "cut.tar.gz"),
      "-C",
      place,
      "trivy.db",
      "metadata.json",
    ]);
    return readFile(join(folder, "cut.tar.gz"));
  }

  return Object.assign(rig, {
    folder,
    plimsoll,
    source,
    good,
    other,
    blobsAsked,
    env,
    stateFile,
    scan,
    info,
    aDayGoesBy,
    cutDatabase,
  });
}

const layerType = "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip";
export const artifact = (content: Uint8Array, contentType = layerType) =>
  composeArtifact({
    configType: "application/vnd.aquasec.trivy.config.v1+json",
    contentType,
    content,
  });

/** An OSV record by which musl has one flaw. */
export const record = (id: string, modified = "2026-11-20T00:00:00Z") => ({
  id,
  modified,
  affected: [
    {
      package: { ecosystem: "Alpine:v3.18", name: "musl" },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "9" }] }],
    },
  ],
});

/** Serves an artifact in the place of what is at the tag. */
export const instead =
  (composed: Composed): Intercept =>
  ({ url = "" }, response) => {
    const digest = url.endsWith("/manifests/2")
      ? composed.descriptor.digest
      : decodeURIComponent(url.split("/").at(-1) ?? "");
    const bytes = composed.blobs.get(digest);
    if (bytes === undefined) return false;
    if (url.includes("/manifests/"))
      response.setHeader("content-type", "application/vnd.oci.image.manifest.v1+json");
    response.setHeader("content-length", bytes.length).end(bytes);
    return true;
  };

export const layerOf = (composed: Composed): [string, Buffer] => {
  const manifest = JSON.parse(
    Buffer.from(composed.blobs.get(composed.descriptor.digest) ?? []).toString(),
  );
  const { digest } = manifest.layers[0];
  return [digest, Buffer.from(composed.blobs.get(digest) ?? [])];
};
