import { describe, expect, it } from "vitest";
import { newerTags, riskOfTags } from "./newer-tags.ts";

describe("newer tags", () => {
  it.each<[string, string, readonly string[], readonly string[], string | null]>([
    [
      "the own major version's and the newest are told apart",
      "20.1.0",
      ["20.1.0", "20.2.0", "20.10.1", "22.0.0", "24.1.0", "18.20.0"],
      ["20.10.1", "20.2.0"],
      "24.1.0",
    ],
    ["none", "20.1.0", ["20.1.0", "18.0.0", "latest"], [], null],
    ["as exact as it is", "20", ["22", "22.1", "22.1.0", "latest", "20.9"], [], "22"],
    [
      "of its variant",
      "20-slim",
      ["22", "22-slim", "22-alpine", "22-bookworm-slim"],
      [],
      "22-slim",
    ],
    [
      "the variant's own version counts",
      "3.12-alpine3.18",
      ["3.12-alpine3.19", "3.13-alpine3.18", "3.12-alpine3.17", "3.12-alpine", "3.12-slim"],
      ["3.13-alpine3.18", "3.12-alpine3.19"],
      null,
    ],
    ["of its codename", "12.4-bookworm", ["12.5-trixie", "12.5-bookworm"], ["12.5-bookworm"], null],
    ["no early one", "3.13.0", ["3.14.0rc1", "3.14.0-beta.2", "3.13.1"], ["3.13.1"], null],
    [
      "early ones of an early one, and its release",
      "3.14.0rc1",
      ["3.14.0rc2", "3.14.0b4", "3.14.0"],
      ["3.14.0", "3.14.0rc2"],
      null,
    ],
    ["with its v", "v1.2.3", ["1.3.0", "v1.3.0", "v2.0.0"], ["v1.3.0"], "v2.0.0"],
    ["no day", "12", ["20240101", "13"], [], "13"],
    ["days among themselves", "20240101", ["20240201", "20231201"], [], "20240201"],
    [
      "builds of one version",
      "8.0.1-debian-12-r3",
      ["8.0.1-debian-12-r4", "8.0.1-debian-12-r2", "8.0.2-debian-12-r0"],
      ["8.0.2-debian-12-r0", "8.0.1-debian-12-r4"],
      null,
    ],
    ["each once", "1.0", ["1.1", "1.1"], ["1.1"], null],
    ["not of a tag without a number", "bookworm", ["trixie", "13"], [], null],
    ["not of latest", "latest", ["1.0"], [], null],
    [
      "whatever a registry holds",
      "1.0",
      ["", "1.", ".", "-", "9".repeat(500), "1.1\n", "1.1"],
      ["1.1"],
      null,
    ],
  ])("%s", (_, current, tags, sameMajor, newest) => {
    expect(newerTags(current, tags)).toEqual({ sameMajor, newest });
  });

  it("are found among ten thousand at once", () => {
    const tags = Array.from({ length: 10_000 }, (_, at) => `1.${at}.0-alpine3.${at % 20}`);
    expect(newerTags("1.9990.0-alpine3.10", tags).sameMajor).toHaveLength(9);
  });
});

it.each([
  ["node:20", "node:22", "major"],
  ["node:20.1-slim", "docker.io/library/node:20.2-slim", "minor"],
  ["node:20", "deno:22", "unknown"],
  ["debian:bookworm", "debian:trixie", "unknown"],
  ["not a name", "debian:12", "unknown"],
])("from %s to %s is %s", (from, to, risk) => {
  expect(riskOfTags(from, to)).toBe(risk);
});
