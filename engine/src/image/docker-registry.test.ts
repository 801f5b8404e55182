import { type DockerRegistry, hasDockerRegistry, startDockerRegistry } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  alpineRelease,
  apkInstalled,
  database,
  file,
  type LayoutImage,
} from "../../test/build-image.ts";
import { pushImages } from "../../test/push.ts";
import { scanImage } from "../scan.ts";
import { imageEntries, parsePlatform, selectImage } from "./platform.ts";
import { openRegistry } from "./registry.ts";
import { openSource } from "./source.ts";

if (!hasDockerRegistry)
  console.warn("docker-registry is not installed: what runs against it is left out");

/** me / geheim, bcrypt. */
const htpasswd = "me:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";
const authorization = `Basic ${Buffer.from("me:geheim").toString("base64")}`;
const base = [...alpineRelease(), file("lib/apk/db/installed", apkInstalled("musl 1.2.5-r0"))];
const amd64: LayoutImage = { layers: [base, [file("etc/motd", "hello")]] };
const arm64: LayoutImage = { layers: [base], architecture: "arm64" };

async function all(list: AsyncIterable<string>): Promise<string[]> {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

describe.runIf(hasDockerRegistry)("Debian's docker-registry", () => {
  let registry: DockerRegistry;
  let closed: DockerRegistry;
  let digest: string;
  let index: string;
  beforeAll(async () => {
    registry = await startDockerRegistry();
    closed = await startDockerRegistry({ htpasswd });
    const origin = `http://${registry.host}`;
    digest = await pushImages(origin, "lib/alpine", "3.20", [amd64]);
    index = await pushImages(origin, "lib/alpine", "multi", [amd64, arm64]);
    await pushImages(origin, "web", "1", [amd64]);
    await pushImages(`http://${closed.host}`, "secret/web", "1", [amd64], authorization);
  });
  afterAll(async () => {
    await registry.close();
    await closed.close();
  });

  it("lists its repositories and tags", async () => {
    const client = openRegistry({ address: registry.host });
    await client.ping();
    expect(await all(client.repositories())).toEqual(["lib/alpine", "web"]);
    expect((await all(client.tags("lib/alpine"))).sort()).toEqual(["3.20", "multi"]);
    await client.close();
  });

  it("gives images by tag and by digest, and the platforms of an index", async () => {
    const source = await openSource(`${registry.host}/lib/alpine:multi`);
    const artifact = await source.resolve();
    expect(artifact).toMatchObject({ kind: "index", digest: index });
    if (artifact.kind !== "index") return;
    expect(imageEntries(artifact)).toHaveLength(2);
    const arm = await selectImage(source, artifact, parsePlatform("linux/arm64"));
    expect(arm).toMatchObject({
      platform: { architecture: "arm64" },
      reference: `${registry.host}/lib/alpine:multi`,
    });
    expect(await source.resolve("3.20")).toMatchObject({ kind: "image", digest });
    const image = await source.resolve(digest);
    if (image.kind !== "image") return;
    const { packages } = await scanImage(image, { database: database({}) });
    expect(packages).toMatchObject([{ name: "musl", layer: { index: 0 } }]);
    await source.close();
  });

  it.each([
    ["lib/alpine:none", "not-found"],
    ["lib/none:1", "not-found"],
    [`lib/alpine@sha256:${"0".repeat(64)}`, "not-found"],
  ])("does not have %s", async (name, code) => {
    const source = await openSource(`${registry.host}/${name}`);
    await expect(source.resolve()).rejects.toMatchObject({ code });
    await source.close();
  });

  it("with a password lets in who knows it", async () => {
    const attempt = async (credentials: { username: string; password: string } | null) => {
      const client = openRegistry({ address: closed.host, credentials });
      try {
        await client.ping();
        return (await client.source("secret/web").resolve("1")).kind;
      } finally {
        await client.close();
      }
    };
    expect(await attempt({ username: "me", password: "geheim" })).toBe("image");
    await expect(attempt({ username: "me", password: "wrong" })).rejects.toMatchObject({
      code: "unauthorized",
    });
    await expect(attempt(null)).rejects.toMatchObject({ code: "unauthorized" });
  });
});
