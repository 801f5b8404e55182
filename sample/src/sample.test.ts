import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningRegistry } from "./registry.ts";
import { startSampleRegistry } from "./sample.ts";

let registry: RunningRegistry;
beforeAll(async () => {
  registry = await startSampleRegistry();
});
afterAll(() => registry.close());

type Manifest = {
  config: { digest: string };
  layers?: { digest: string }[];
  manifests?: { digest: string }[];
};

async function json<T>(path: string): Promise<T> {
  return (await (await fetch(`${registry.address}/v2/${path}`)).json()) as T;
}

async function diffIds(repository: string, reference: string): Promise<string[]> {
  const { config, manifests } = await json<Manifest>(`${repository}/manifests/${reference}`);
  if (manifests !== undefined) {
    const all = manifests.map(({ digest }) => diffIds(repository, digest));
    return (await Promise.all(all)).flat();
  }
  const read = await json<{ rootfs?: { diff_ids: string[] } }>(
    `${repository}/blobs/${config.digest}`,
  );
  return read.rootfs?.diff_ids ?? [];
}

describe("the sample", () => {
  it("fails on a layer that no other image has, whichever is scanned first", async () => {
    const { repositories } = await json<{ repositories: string[] }>("_catalog");
    const broken = (await diffIds("platform/courier", "0.3")).at(-1);
    for (const repository of repositories.filter((name) => name !== "platform/courier")) {
      const { tags } = await json<{ tags: string[] }>(`${repository}/tags/list`);
      for (const tag of tags) expect(await diffIds(repository, tag)).not.toContain(broken);
    }
  });
});
