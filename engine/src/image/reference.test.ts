import { describe, expect, it } from "vitest";
import { parsePlatform, selectImage } from "./platform.ts";
import { parseAddress, parseReference } from "./reference.ts";

const digest = `sha256:${"a".repeat(64)}`;
const hub = "https://registry-1.docker.io";

describe("a reference", () => {
  it.each<[string, string, string, string, string | null, string | null]>([
    ["alpine", hub, "docker.io", "library/alpine", null, null],
    ["alpine:3.20", hub, "docker.io", "library/alpine", "3.20", null],
    ["bitnami/redis", hub, "docker.io", "bitnami/redis", null, null],
    ["docker.io/alpine", hub, "docker.io", "library/alpine", null, null],
    ["index.docker.io/library/alpine", hub, "docker.io", "library/alpine", null, null],
    [`alpine@${digest}`, hub, "docker.io", "library/alpine", null, digest],
    [`ghcr.io/a/b/c:1@${digest}`, "https://ghcr.io", "ghcr.io", "a/b/c", "1", digest],
    ["localhost/x", "http://localhost", "localhost", "x", null, null],
    ["localhost:5000/x", "http://localhost:5000", "localhost:5000", "x", null, null],
    ["127.0.0.1:5000/x:y", "http://127.0.0.1:5000", "127.0.0.1:5000", "x", "y", null],
    ["[::1]:5000/x", "http://[::1]:5000", "[::1]:5000", "x", null, null],
    ["registry:5000/x", "https://registry:5000", "registry:5000", "x", null, null],
    ["http://registry:5000/x", "http://registry:5000", "registry:5000", "x", null, null],
    ["https://localhost:5000/x", "https://localhost:5000", "localhost:5000", "x", null, null],
    [
      "127.0.0.1.example.com/x",
      "https://127.0.0.1.example.com",
      "127.0.0.1.example.com",
      "x",
      null,
      null,
    ],
  ])("%s", (text, address, registry, repository, tag, at) => {
    expect(parseReference(text)).toEqual({ address, registry, repository, tag, digest: at });
  });

  it.each([
    "",
    "A/b",
    "a b",
    "x:",
    "x@sha256:1",
    "x@md5:aa",
    "host.io/",
    "http://host.io",
    "x:-tag",
    "host.io/../x",
    "a//b",
    "host.io:99999999/x",
    "x?y=1",
    "x#y",
  ])("%j is refused", (text) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ code: "reference-invalid" }),
    );
  });

  it("with a password in it is refused without repeating it", () => {
    for (const text of ["https://user:geheim@host.io", "user:geheim@host.io"])
      expect(() => parseAddress(text)).toThrow(
        expect.objectContaining({
          code: "reference-invalid",
          message: expect.not.stringContaining("geheim"),
        }),
      );
  });
});

describe("a platform", () => {
  it.each([
    ["linux/arm64", { os: "linux", architecture: "arm64" }],
    ["linux/arm/v7", { os: "linux", architecture: "arm", variant: "v7" }],
    ["arm64", { os: "linux", architecture: "arm64" }],
  ])("%s", (text, platform) => {
    expect(parsePlatform(text)).toEqual(platform);
  });

  const entries = [
    ["linux/amd64"],
    ["linux/arm/v6"],
    ["linux/arm/v7"],
    ["linux/arm64/v8"],
    ["windows/amd64"],
    ["unknown/unknown"],
  ].map(([text = ""], at) => ({
    digest: `${at}`,
    mediaType: "",
    size: 1,
    platform: parsePlatform(text),
    attestation: text.startsWith("unknown"),
  }));
  const index = { kind: "index", reference: "r", digest: "d", mediaType: "", entries } as const;
  const source = {
    resolve: async (asked?: string) => {
      const entry = entries.find(({ digest }) => digest === asked);
      if (!entry) throw new Error("not there");
      return {
        kind: "image",
        reference: "r",
        digest: entry.digest,
        mediaType: "",
        platform: entry.platform,
        size: 1,
        created: null,
        history: [],
        labels: {},
        annotations: {},
        layers: [],
      } as const;
    },
    close: async () => {},
  };

  it.each([
    ["linux/amd64", "0"],
    ["linux/arm/v6", "1"],
    ["linux/arm", "2"],
    ["linux/arm64", "3"],
    ["windows/amd64", "4"],
  ])("%s is chosen from an index", async (text, digest) => {
    expect(await selectImage(source, index, parsePlatform(text))).toMatchObject({ digest });
  });

  it.each(["linux/s390x", "linux/arm/v5", "unknown/unknown"])(
    "%s is not there, and what is there is named",
    async (text) => {
      await expect(selectImage(source, index, parsePlatform(text))).rejects.toMatchObject({
        code: "platform-not-found",
        hint: expect.stringContaining("linux/amd64, linux/arm/v6"),
      });
    },
  );

  it("that an image has not is not passed over in silence", async () => {
    const image = await source.resolve("0");
    await expect(selectImage(source, image, parsePlatform("linux/arm64"))).rejects.toMatchObject({
      code: "platform-not-found",
    });
    expect(await selectImage(source, await source.resolve("3"), null)).toMatchObject({
      digest: "3",
    });
  });
});
