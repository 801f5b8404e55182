import { describe, expect, it } from "vitest";
import type { HistoryEntry } from "../image/image.ts";
import { alignDockerfile, readDockerfile } from "./dockerfile.ts";

const read = (...lines: string[]) => readDockerfile(lines.join("\n"));

describe("the base that a Dockerfile names", () => {
  it.each<[string, string[], { reference: string; number: number } | null]>([
    ["is its FROM's", ["FROM debian:12"], { reference: "debian:12", number: 1 }],
    [
      "is the last stage's, not a stage's that is only copied from",
      ["FROM golang:1.22 AS build", "RUN make", "FROM debian:12", "COPY --from=build /x /x"],
      { reference: "debian:12", number: 3 },
    ],
    [
      "is that of the stage which the last is built upon",
      ["FROM node:20 AS Base", "RUN a", "FROM golang:1.22 AS other", "FROM base", "RUN b"],
      { reference: "node:20", number: 1 },
    ],
    [
      "has the file's arguments in it",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of the Dockerfile
      ["ARG TAG=12", "ARG VARIANT=$TAG-slim", "FROM debian:${VARIANT}"],
      { reference: "debian:12-slim", number: 3 },
    ],
    [
      "has the fallback of one that is not set",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of the Dockerfile
      ["ARG TAG", "FROM debian:${TAG:-12}"],
      { reference: "debian:12", number: 2 },
    ],
    [
      "has quoted defaults without the quotes",
      ['ARG TAG="12"', "FROM debian:$TAG"],
      { reference: "debian:12", number: 2 },
    ],
    ["is none for scratch", ["FROM scratch", "COPY a /a"], null],
    [
      "is told of a platform's too",
      ["FROM --platform=$BUILDPLATFORM debian:12 AS a"],
      { reference: "debian:12", number: 1 },
    ],
    [
      "is none where a stage is built upon itself",
      ["FROM a AS b", "FROM b AS b"],
      { reference: "a", number: 1 },
    ],
  ])("%s", (_, lines, expected) => {
    const { base } = read(...lines);
    if (expected === null) expect(base).toBeNull();
    else expect(base).toMatchObject(expected);
  });

  it("has the arguments that are given over those in the file", () => {
    const text = "ARG TAG=12\nFROM debian:$TAG";
    expect(readDockerfile(text, { arguments: { TAG: "13" } }).base?.reference).toBe("debian:13");
  });

  it("is that of the stage that is asked for", () => {
    const text = "FROM a:1 AS one\nRUN x\nFROM b:1 AS two";
    const { base, steps } = readDockerfile(text, { target: "ONE" });
    expect([base?.reference, steps.map(({ text }) => text)]).toEqual(["a:1", ["RUN x"]]);
  });

  it.each(["", "# nothing", "RUN x", "\0\0"])("%j is no Dockerfile", (text) => {
    expect(() => readDockerfile(text)).toThrow(/Dockerfile cannot be used/);
  });
});

it.each<[string, string[], number]>([
  ["after FROM where nothing is installed", ["FROM a", "COPY . ."], 1],
  [
    "after the last RUN of the manager",
    ["FROM a", "RUN apt-get update && \\", "  apt-get install -y x", "COPY . ."],
    3,
  ],
  ["not where the user is not root any more", ["FROM a", "USER app", "RUN apk add x"], 1],
  [
    "where the user is root again",
    ["FROM a", "USER app", "USER root", "RUN apk add x", "USER app"],
    4,
  ],
])("system packages are upgraded %s", (_, lines, expected) => {
  expect(read(...lines).upgradeAfter).toBe(expected);
});

const made = (...steps: readonly (readonly [string, number | null])[]): HistoryEntry[] =>
  steps.map(([command, layer]) => ({ command, layer, created: null }));
const debian = [
  ["/bin/sh -c #(nop) ADD file:0123456789abcdef in / ", 0],
  ['/bin/sh -c #(nop)  CMD ["bash"]', null],
] as const;

describe("a Dockerfile's lines beside the history", () => {
  const lines = [
    "FROM debian:12",
    "ENV A=1",
    "RUN apt-get update \\",
    "    && apt-get install -y curl",
    "WORKDIR /app",
    "COPY --chown=app:app package.json ./",
    "RUN <<EOF",
    "npm ci",
    "EOF",
    'CMD ["node", "app.js"]',
  ];
  const history = made(
    ...debian,
    ["ENV A=1", null],
    ["RUN /bin/sh -c apt-get update     && apt-get install -y curl # buildkit", 1],
    ["WORKDIR /app", 2],
    ["COPY --chown=app:app package.json ./ # buildkit", 3],
    ["RUN /bin/sh -c <<EOF\nnpm ci\nEOF # buildkit", 4],
    ['CMD ["node" "app.js"]', null],
  );

  it("name the line of each layer, and the layers below all of them", () => {
    const { lines: found, below } = alignDockerfile(read(...lines), history);
    expect([...found].map(([layer, { number }]) => [layer, number])).toEqual([
      [1, 3],
      [2, 5],
      [3, 6],
      [4, 7],
    ]);
    expect(below).toBe(1);
  });

  it("are found in the form of Docker's classic builder", () => {
    const classic = made(
      ...debian,
      ["/bin/sh -c #(nop)  ENV A=1", null],
      ["/bin/sh -c apt-get update     && apt-get install -y curl", 1],
      ["/bin/sh -c #(nop) WORKDIR /app", 2],
      ["/bin/sh -c #(nop) COPY file:aaaaaaaaaaaabbbb in ./ ", 3],
      ["/bin/sh -c npm ci", 4],
    );
    const { lines: found, below } = alignDockerfile(
      read(
        "FROM debian:12",
        "ENV A=1",
        "RUN apt-get update && apt-get install -y curl",
        "WORKDIR /app",
        "COPY package.json ./",
        "RUN npm ci",
      ),
      classic,
    );
    expect([...found.values()].map(({ number }) => number)).toEqual([3, 4, 5, 6]);
    expect(below).toBe(1);
  });

  it("say nothing of the base where a line that makes a layer is not in the history", () => {
    const { below } = alignDockerfile(read(...lines, "RUN something else entirely"), history);
    expect(below).toBeNull();
  });

  it("are the later ones where the base has the same", () => {
    const twice = made(
      ["RUN /bin/sh -c apk add curl # buildkit", 0],
      ["CMD x", null],
      ["RUN /bin/sh -c apk add curl # buildkit", 1],
    );
    const { lines: found, below } = alignDockerfile(read("FROM a", "RUN apk add curl"), twice);
    expect([[...found.keys()], below]).toEqual([[1], 1]);
  });

  it("are none of another image's", () => {
    const { lines: found, below } = alignDockerfile(
      read("FROM a", "RUN x"),
      made(["bazel build", 0]),
    );
    expect([found.size, below]).toEqual([0, null]);
  });
});
