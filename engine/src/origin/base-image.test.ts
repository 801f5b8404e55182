import { describe, expect, it } from "vitest";
import { buildImage, file } from "../../test/build-image.ts";
import type { HistoryEntry } from "../image/image.ts";
import { type BaseFacts, findBaseImage, type KnownImage } from "./base-image.ts";

const image = buildImage([[file("a")], [file("b")], [file("c")], [file("d")]]);
const ids = image.layers.map(({ diffId }) => diffId);
const history = (...steps: readonly [command: string, layer: number | null][]): HistoryEntry[] =>
  steps.map(([command, layer]) => ({ command, layer, created: null }));
const nodeImage = history(
  ["/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", 0],
  ['/bin/sh -c #(nop)  CMD ["bash"]', null],
  ["/bin/sh -c make node", 1],
  ['ENTRYPOINT ["docker-entrypoint.sh"]', null],
  ['CMD ["node"]', null],
  ["WORKDIR /app", 2],
  ["COPY . . # buildkit", 3],
  ['CMD ["node" "app.js"]', null],
);
const base = (name: string, digest = "") => ({
  "org.opencontainers.image.base.name": name,
  ...(digest ? { "org.opencontainers.image.base.digest": digest } : {}),
});
const debian: KnownImage = { reference: "debian:12", digest: "sha256:d", diffIds: ids.slice(0, 1) };
const node: KnownImage = { reference: "node:20", digest: "sha256:n", diffIds: ids.slice(0, 2) };

describe("the base image is told by the best evidence there is", () => {
  it.each<[string, Partial<typeof image>, BaseFacts, object | null]>([
    ["nothing", {}, {}, null],
    [
      "the manifest's annotation, its layers by the history",
      { annotations: base("node:20", "sha256:n"), history: nodeImage },
      {},
      { reference: "node:20", digest: "sha256:n", layers: 2, confidence: "certain" },
    ],
    [
      "the annotation's image, whose layers are known",
      { annotations: base("debian:12", "sha256:d"), history: nodeImage },
      { known: [debian] },
      { reference: "debian:12", layers: 1, confidence: "certain" },
    ],
    [
      "provenance that names one image",
      { history: nodeImage },
      { provenance: [{ reference: "docker.io/library/node:20", digest: "sha256:n" }] },
      {
        reference: "docker.io/library/node:20",
        digest: "sha256:n",
        layers: 2,
        confidence: "certain",
      },
    ],
    [
      "of provenance's several images the one that its layers are",
      {},
      {
        provenance: [
          { reference: "golang:1.22", digest: "sha256:g" },
          { reference: "node:20", digest: "sha256:n" },
        ],
        known: [node, debian],
      },
      { reference: "node:20", layers: 2, confidence: "certain" },
    ],
    [
      "no name where provenance names several and nothing tells them apart",
      {},
      {
        provenance: [
          { reference: "golang:1.22", digest: null },
          { reference: "node:20", digest: null },
        ],
      },
      { reference: null, layers: null },
    ],
    [
      "the longest of the images that it begins with",
      { history: nodeImage },
      { known: [debian, node] },
      { reference: "node:20", layers: 2, confidence: "certain" },
    ],
    ["the same image under another name: none", {}, { known: [{ ...node, diffIds: ids }] }, null],
    [
      "content over a label, which may be the base's own",
      { labels: base("debian:12") },
      { known: [node] },
      { reference: "node:20", layers: 2, confidence: "certain" },
    ],
    [
      "a label",
      { labels: base("debian:12"), history: nodeImage },
      {},
      { reference: "debian:12", confidence: "likely" },
    ],
    [
      "a Dockerfile over the layers",
      {},
      { dockerfile: { reference: "node:20-slim", layers: 2 }, known: [debian] },
      { reference: "node:20-slim", layers: 2, confidence: "certain" },
    ],
    [
      "the history alone: no name",
      { history: nodeImage },
      {},
      { reference: null, layers: 2, confidence: "guess" },
    ],
    [
      "a history of one build: none",
      { history: history(["RUN a", 0], ["COPY b", 1], ["CMD x", null]) },
      {},
      null,
    ],
  ])("%s", (_, said, facts, expected) => {
    const found = findBaseImage({ ...image, ...said }, facts);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });

  it("tells all that speaks for it, the best first", () => {
    const found = findBaseImage(
      { ...image, labels: base("debian:12"), history: nodeImage },
      { known: [node] },
    );
    expect(found?.evidence.map(({ kind }) => kind)).toEqual(["layers", "label", "history"]);
  });
});
