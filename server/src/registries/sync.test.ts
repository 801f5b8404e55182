import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Composed,
  composeArtifact,
  composeIndex,
  type RunningRegistry,
  serveImages,
} from "@plimsoll/sample";
import { hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  resync,
  scan,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
let a: Composed;
let b: Composed;
let index: Composed;
beforeAll(async () => {
  service = await startTestService();
  a = await alpineImage({ busybox: "1.36.1-r0" });
  b = await alpineImage({ busybox: "1.36.1-r9" }, { created: "2024-06-01T00:00:00Z" });
  const arm = await alpineImage({ busybox: "1.36.1-r0" }, { architecture: "arm64" });
  index = composeIndex([a, arm]);
});
afterAll(() => service.close());

const chart = composeArtifact({
  configType: "application/vnd.cncf.helm.config.v1+json",
  contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  content: "chart",
});

type Content = Parameters<typeof serveImages>[0];

/** A registry whose content can be exchanged while it runs, and that keeps what it was asked. */
class ChangingRegistry {
  readonly address: string;
  asked: string[] = [];
  private readonly ends: () => Promise<void>;
  private readonly setTarget: (content: Content) => Promise<void>;
  private constructor(
    address: string,
    setTarget: (content: Content) => Promise<void>,
    ends: () => Promise<void>,
  ) {
    this.address = address;
    this.setTarget = setTarget;
    this.ends = ends;
  }

  static async start(content: Content): Promise<ChangingRegistry> {
    let target: RunningRegistry = await serveImages(content);
    let asked = (_: string) => {};
    const pass = async (request: IncomingMessage, response: ServerResponse) => {
      const answer = await fetch(`${target.address}${request.url}`, {
        method: request.method ?? "GET",
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    const server = createServer((request, response) => {
      asked(`${request.method} ${request.url}`);
      // Asked while what is served is exchanged: as a registry that restarts.
      pass(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const registry = new ChangingRegistry(
      address,
      async (next) => {
        await target.close();
        target = await serveImages(next);
      },
      async () => {
        server.closeAllConnections();
        server.close();
        await target.close();
      },
    );
    asked = (line) => registry.asked.push(line);
    return registry;
  }

  async serve(content: Content): Promise<void> {
    await this.setTarget(content);
    this.asked = [];
  }

  close(): Promise<void> {
    return this.ends();
  }
}

let registry: ChangingRegistry;
let id: string;
const start = async (content: Content) => {
  registry = await ChangingRegistry.start(content);
  const added = await addRegistry(service.client, registry.address);
  id = added.id;
  return added;
};
beforeEach(() => {
  id = "";
});
afterEach(async () => {
  if (id !== "") await service.client.deleteRegistry({ params: { id } });
  await registry.close();
});

const imagesOf = async () => (await service.client.listImages({ query: { registry: id } })).items;
const artifactsOf = async (repository: string, untagged = false) => {
  const query = { repository };
  const image = await service.client.findImage({ params: { id }, query });
  const page = await service.client.listArtifacts({
    query: { image: image.id, untagged: `${untagged}` },
  });
  return page.items;
};

describe("a sync", () => {
  test("finds spaces, images, tags, indexes with their platforms and what cannot be scanned", async () => {
    const added = await start({
      "team/app": { "1.9": a, "1.10": b, latest: b },
      "team/multi": { v1: index },
      "other/chart": { "0.1": chart },
    });
    expect(added).toMatchObject({ syncState: "done", health: "healthy", spaces: 2, images: 3 });
    const { items } = await service.client.listSpaces({ query: { registry: id } });
    expect(items.map((space) => [space.name, space.images])).toEqual([
      ["other", 1],
      ["team", 2],
    ]);
    const [newest, older] = await artifactsOf("team/app");
    expect(newest).toMatchObject({ digest: b.descriptor.digest, tags: ["latest", "1.10"] });
    expect(older).toMatchObject({ tags: ["1.9"], platform: "linux/amd64", state: "not-scanned" });

    const [multi] = await artifactsOf("team/multi");
    expect(multi).toMatchObject({ kind: "index", platform: null, state: "not-scanned" });
    expect(multi?.children?.map((child) => child.platform)).toEqual(["linux/amd64", "linux/arm64"]);
    expect(multi?.size).toBe(multi?.children?.reduce((sum, child) => sum + child.size, 0));

    const [helm] = await artifactsOf("other/chart");
    expect(helm).toMatchObject({ kind: "other", state: "not-supported" });
    expect(helm?.reason).toContain("application/vnd.cncf.helm.config.v1+json");
  });

  test("of what has not changed costs one HEAD a tag", async () => {
    const content = { "team/app": { one: a, two: b }, "team/multi": { v1: index } };
    await start(content);
    await registry.serve(content);
    await resync(service, id);
    const manifests = registry.asked.filter((line) => line.includes("/manifests/"));
    expect(manifests.sort()).toEqual([
      "HEAD /v2/team/app/manifests/one",
      "HEAD /v2/team/app/manifests/two",
      "HEAD /v2/team/multi/manifests/v1",
    ]);
    expect(registry.asked.some((line) => line.includes("/blobs/"))).toBe(false);
  });

  test("follows a tag that moved; what it left is shown as untagged while it is there", async () => {
    await start({ "team/app": { latest: a } });
    await registry.serve({ "team/app": { latest: b, old: a } });
    await resync(service, id);
    await registry.serve({ "team/app": { latest: b } });
    await resync(service, id);
    const tagged = await artifactsOf("team/app");
    expect(tagged.map((artifact) => artifact.digest)).toEqual([b.descriptor.digest]);
    // The registry does not have it any more: it is hidden.
    expect(await artifactsOf("team/app", true)).toHaveLength(1);
    expect((await imagesOf())[0]).toMatchObject({ artifacts: 1 });
  });

  test("hides what is gone, keeps its report, and shows it again when it is back", async () => {
    const content = { "team/app": { latest: a }, "team/gone": { latest: a } };
    await start(content);
    const { id: artifactId } = await newestOf(service.client, "team/gone");
    await scan(service.client, artifactId);
    await registry.serve({ "team/app": { latest: a } });
    const after = await resync(service, id);
    expect(after).toMatchObject({ images: 1, artifacts: 1 });
    expect((await imagesOf()).map((image) => image.repository)).toEqual(["team/app"]);
    const report = await service.client.getReport({ params: { id: artifactId } });
    expect(report.summary.total).toBe(2);
    await registry.serve(content);
    await resync(service, id);
    expect(await newestOf(service.client, "team/gone")).toMatchObject({
      id: artifactId,
      state: "complete",
    });
  });

  test("goes on past a repository that cannot be read, and says which and why", async () => {
    await start({ "team/app": { latest: a }, "team/bad": { latest: b } });
    const manifest = b.blobs.get(b.descriptor.digest) ?? new Uint8Array();
    const torn: Composed = {
      descriptor: { ...b.descriptor, digest: `sha256:${"0".repeat(64)}` },
      blobs: new Map([[`sha256:${"0".repeat(64)}`, manifest]]),
    };
    await registry.serve({ "team/app": { latest: a, next: a }, "team/bad": { latest: torn } });
    const after = await resync(service, id);
    expect(after).toMatchObject({ syncState: "done", health: "unhealthy" });
    expect(after.healthDetail).toMatch(/^1 repository could not be read: team\/bad: /);
    const [app] = await artifactsOf("team/app");
    expect(app?.tags.sort()).toEqual(["latest", "next"]);
    // The tag that could not be read stands where it stood.
    expect((await artifactsOf("team/bad"))[0]?.digest).toBe(b.descriptor.digest);
  });

  test("of a registry that is down leaves everything as it was", async () => {
    await start({ "team/app": { latest: a } });
    await registry.close();
    const after = await resync(service, id);
    expect(after).toMatchObject({
      syncState: "failed",
      health: "unhealthy",
      healthCode: "registry-unreachable",
      images: 1,
    });
    expect(await imagesOf()).toHaveLength(1);
  });

  test("that is asked for twice at once is done, and the registry can be removed meanwhile", async () => {
    await start({ "team/app": { latest: a } });
    const params = { id };
    await Promise.all([1, 2, 3].map(() => service.client.syncRegistry({ params })));
    await service.client.deleteRegistry({ params });
    id = "";
    expect((await refusal(service.client.getRegistry({ params }))).code).toBe("not-found");
  });
});

const skopeo = "/usr/bin/skopeo";

describe.skipIf(!hasDockerRegistry || !existsSync(skopeo))("Debian's docker-registry", () => {
  test("is synced and scanned after a push by skopeo", async () => {
    registry = await ChangingRegistry.start({});
    const docker = await startDockerRegistry();
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-layout-"));
    try {
      await writeLayout(folder, a);
      const pushed = spawnSync(skopeo, [
        ...["copy", "--dest-tls-verify=false", `oci:${folder}`],
        `docker://${docker.host}/pushed/app:1`,
      ]);
      expect(pushed.stderr.toString()).toBe("");
      const added = await addRegistry(service.client, `http://${docker.host}`);
      expect(added).toMatchObject({ health: "healthy", images: 1 });
      const { id: artifactId, digest } = await newestOf(service.client, "pushed/app");
      expect(digest).toBe(a.descriptor.digest);
      const scanned = await scan(service.client, artifactId);
      expect(scanned.summary).toMatchObject({ critical: 1, medium: 1, total: 2, fixable: 2 });
      await service.client.deleteRegistry({ params: { id: added.id } });
    } finally {
      await docker.close();
      await rm(folder, { recursive: true });
    }
  });
});

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
async function writeLayout(folder: string, image: Composed): Promise<void> {
  await mkdir(join(folder, "blobs/sha256"), { recursive: true });
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [image.descriptor] }),
  );
  for (const [digest, bytes] of image.blobs)
    await writeFile(join(folder, "blobs", digest.replace(":", "/")), bytes);
}
