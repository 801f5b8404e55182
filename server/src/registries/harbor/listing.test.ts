import { composeIndex } from "@plimsoll/sample";
import { startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { all, demoImages } from "../../../test/harbor-images.ts";
import { type HarborRegistry, openHarborRegistry } from "./adapter.ts";
import { artifact } from "./answers.ts";
import { listedArtifact } from "./listing.ts";

const signal = AbortSignal.timeout(120_000);
let harbor: Awaited<ReturnType<typeof startHarbor>>;
const opened: HarborRegistry[] = [];
beforeEach(async () => {
  harbor = await startHarbor({ lockMs: 20 });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await harbor.close();
});

function open(credentials: { username: string; password: string } | null = harbor.administrator) {
  const patience = { baseMs: 5, lockMs: 30 };
  const registry = openHarborRegistry({
    address: harbor.address,
    credentials,
    certificate: null,
    patience,
  });
  opened.push(registry);
  return registry;
}

describe("what a Harbor holds", () => {
  it("is told with one request for all of a repository, its indexes' platforms and tags included", async () => {
    const { alpine, arm, index, chart } = await demoImages();
    harbor.push("team/app", alpine, "1.0");
    harbor.push("team/app", arm);
    harbor.push("team/app", index, "2.0");
    harbor.push("team/app", index, "latest");
    harbor.push("team/app", chart, "chart");
    const { listing } = open();
    const found = await all(listing.artifacts("team/app", signal));
    const asked = harbor.requests.filter((line) => line.includes("/artifacts"));
    expect(asked).toHaveLength(1);
    expect(harbor.requests.some((line) => line.includes("/v2/"))).toBe(false);
    const platforms = [
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ];
    const row = (kind: string, composed: typeof index, tags: string[]) =>
      expect.objectContaining({
        kind,
        digest: composed.descriptor.digest,
        repository: "team/app",
        tags: tags.map((name) => expect.objectContaining({ name })),
      });
    expect(found).toEqual(
      expect.arrayContaining([
        row("image", alpine, ["1.0"]),
        row("image", arm, []),
        row("index", index, ["latest", "2.0"]),
        row("other", chart, ["chart"]),
      ]),
    );
    expect(found).toHaveLength(4);
    expect(found.find(({ kind }) => kind === "index")).toMatchObject({
      platform: null,
      children: [alpine, arm].map(({ descriptor }, at) => ({
        digest: descriptor.digest,
        platform: platforms[at],
      })),
    });
    expect(found.find(({ kind }) => kind === "image")).toMatchObject({
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      createdAt: "2026-11-20T08:00:00Z",
      pushedAt: expect.stringMatching(/^2\d{3}-/),
      size: expect.any(Number),
    });
  });

  it("leaves out children of an index until they have a tag of their own, and attestations", async () => {
    const { alpine } = await demoImages();
    harbor.push("team/app", composeIndex([alpine]), "multi");
    const { listing } = open();
    expect(await all(listing.artifacts("team/app", signal))).toHaveLength(1);
    harbor.push("team/app", alpine, "single");
    const found = await all(listing.artifacts("team/app", signal));
    expect(found.map(({ kind }) => kind).sort()).toEqual(["image", "index"]);
  });

  it("has public and private spaces, whose repositories change when something is pushed", async () => {
    const { alpine, arm } = await demoImages();
    harbor.addProject("library", { public: true });
    harbor.push("library/a", alpine, "1");
    harbor.push("secret/b", alpine, "1");
    const { listing } = open();
    const spaces = await all(listing.spaces(signal));
    expect(spaces).toEqual([
      { id: "1", name: "library", public: true, repositories: 1 },
      { id: "2", name: "secret", public: false, repositories: 1 },
    ]);
    const before = await all(listing.repositories("secret", signal));
    harbor.push("secret/b", arm, "2");
    const after = await all(listing.repositories("secret", signal));
    expect(before).toMatchObject([{ path: "secret/b", artifacts: 1 }]);
    expect(after).toMatchObject([{ path: "secret/b", artifacts: 2 }]);
  });

  it("is never taken for the public part of it, although a revoked robot is answered so", async () => {
    harbor.addProject("library", { public: true });
    harbor.addProject("secret");
    const credentials = harbor.addRobot("fleet", [
      {
        kind: "project",
        namespace: "*",
        access: [{ resource: "repository", action: "list" }],
      },
    ]);
    const { listing } = open(credentials);
    expect(await all(listing.spaces(signal))).toHaveLength(2);
    for (const robot of harbor.robots) robot.secret = "another";
    await expect(all(listing.spaces(signal))).rejects.toMatchObject({
      code: "registry-credentials",
    });
  });

  it("notices that the robot was revoked while the list was read", async () => {
    harbor.addProject("library", { public: true });
    const { listing } = open(harbor.addRobot("fleet", []));
    const reading = async () => {
      for await (const _ of listing.spaces(signal))
        for (const robot of harbor.robots) robot.disabled = true;
    };
    await expect(reading()).rejects.toMatchObject({ code: "registry-credentials" });
  });

  it("cannot be asked for by project before 2.12, which is told as not found", async () => {
    const old = await startHarbor({ version: [2, 4] });
    old.addProject("team");
    const registry = openHarborRegistry({
      address: old.address,
      credentials: old.administrator,
      certificate: null,
    });
    opened.push(registry);
    const reading = all(registry.listing.artifactsOfSpace("team", { pushedSince: null }, signal));
    await expect(reading).rejects.toMatchObject({ code: "not-found" });
    await old.close();
  });
});

it.each([
  ["CNAB", "application/vnd.oci.image.index.v1+json", "other"],
  ["WASM", "application/vnd.oci.image.manifest.v1+json", "other"],
  ["IMAGE", "application/vnd.docker.distribution.manifest.list.v2+json", "index"],
  ["IMAGE", "application/vnd.docker.distribution.manifest.v2+json", "image"],
])("what Harbor calls %s with %s is an artifact of kind %s", (type, mediaType, kind) => {
  const given = { digest: "sha256:0", type, manifest_media_type: mediaType };
  expect(listedArtifact(artifact.parse(given), "p/a")).toMatchObject({ kind, children: [] });
});

describe("100,000 artifacts in 5,000 repositories", () => {
  it("are listed with a request for each hundred, and none is kept", async () => {
    harbor.addMany("many", { repositories: 5_000, artifacts: 20 });
    const { listing } = open();
    let count = 0;
    let most = 0;
    let digests = new Set<string>();
    for await (const { digest } of listing.artifactsOfSpace(
      "many",
      { pushedSince: null },
      signal,
    )) {
      count += 1;
      digests.add(digest);
      if (count % 10_000 !== 0) continue;
      expect(digests.size).toBe(10_000);
      digests = new Set();
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
    expect(count).toBe(100_000);
    expect(harbor.requests).toHaveLength(1_000);
    // Harbor and its client are in this process; the artifacts alone would be some 150 MB.
    expect(most).toBeLessThan(400 * 2 ** 20);
  });

  it("cost fifty requests where nothing changed", async () => {
    harbor.addMany("many", { repositories: 5_000, artifacts: 20 });
    const { listing } = open();
    expect(await all(listing.repositories("many", signal))).toHaveLength(5_000);
    expect(harbor.requests).toHaveLength(50);
  });
});
