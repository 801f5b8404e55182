import { describe, expect, it } from "vitest";
import { sha256 } from "../../test/build-image.ts";
import type { Artifact, ImageSource, Index } from "../image/image.ts";
import { readProvenance } from "./provenance.ts";

const image = `sha256:${"a".repeat(64)}`;
const attestation = `sha256:${"b".repeat(64)}`;
const base = "c".repeat(64);
const material = {
  uri: "pkg:docker/library/debian@12-slim?platform=linux%2Famd64",
  digest: { sha256: base },
};
const found = [{ reference: "library/debian:12-slim", digest: `sha256:${base}` }];
const statement = (predicateType: string, predicate: object, about = image) => ({
  _type: "https://in-toto.io/Statement/v0.1",
  subject: [{ name: "_", digest: { sha256: about.slice(7) } }],
  ...{ predicateType, predicate },
});
const v02 = "https://slsa.dev/provenance/v0.2";
const v1 = "https://slsa.dev/provenance/v1";

/** An index with an attestation beside its image, as BuildKit pushes it. */
function pushed(content: string, said: Partial<{ digest: string; attests: string }> = {}) {
  const bytes = Buffer.from(content);
  const entry = { mediaType: "m", size: 1, platform: null, attestation: true };
  const index: Index = {
    ...{ kind: "index", reference: "r", digest: "sha256:i", mediaType: "m" },
    entries: [{ ...entry, digest: attestation, attests: said.attests ?? image }],
  };
  const blob = {
    ...{ digest: said.digest ?? sha256(bytes), mediaType: "application/vnd.in-toto+json" },
    size: bytes.length,
    open: async () =>
      (async function* () {
        yield bytes;
      })(),
  };
  const artifact: Artifact = {
    ...{ kind: "other", reference: "r", digest: attestation, mediaType: "m", artifactType: "a" },
    ...{ size: 1, blobs: [blob] },
  };
  const source: ImageSource = { resolve: async () => artifact, close: async () => {} };
  return readProvenance(source, index, image);
}

describe("the images that a builder says it used", () => {
  it.each<[string, object, object[]]>([
    ["SLSA 0.2", statement(v02, { materials: [material] }), found],
    ["SLSA 1.0", statement(v1, { buildDefinition: { resolvedDependencies: [material] } }), found],
    ["one named twice", statement(v02, { materials: [material, material] }), found],
    ["what is no image", statement(v02, { materials: [{ uri: "git+https://a/b" }, 7, null] }), []],
    ["another image's", statement(v02, { materials: [material] }, `sha256:${"d".repeat(64)}`), []],
    ["a bill of materials", statement("https://spdx.dev/Document", { materials: [material] }), []],
    [
      "a name that cannot be read",
      statement(v02, { materials: [{ uri: "pkg:docker/%E0@1" }] }),
      [],
    ],
  ])("are read of %s", async (_, said, expected) => {
    expect(await pushed(JSON.stringify(said))).toEqual(expected);
  });

  it("are none where what lies there is no JSON, or is about another entry", async () => {
    expect(await pushed("no JSON")).toEqual([]);
    const said = JSON.stringify(statement(v02, { materials: [material] }));
    expect(await pushed(said, { attests: attestation })).toEqual([]);
  });

  it("are not taken from bytes that are not what their digest names", async () => {
    const said = JSON.stringify(statement(v02, { materials: [material] }));
    await expect(pushed(said, { digest: `sha256:${"e".repeat(64)}` })).rejects.toMatchObject({
      code: "digest-mismatch",
    });
  });
});
