import fc from "fast-check";
import { parsePlatform } from "../src/image/platform.ts";
import { parseAddress, parseReference } from "../src/image/reference.ts";
import { parseChallenges } from "../src/image/registry-auth.ts";
import { splitMirror } from "../src/image/registry-mirrors.ts";
import { target } from "./target.ts";

const parts = fc.constantFrom(
  ...[
    "docker.io",
    "localhost",
    "[::1]",
    "a",
    "B",
    "..",
    "/",
    ":",
    "@",
    "sha256:",
    "5000",
    "%",
    " ",
  ],
  ...[
    "https://",
    "http://",
    "\0",
    "é",
    `sha256:${"0".repeat(64)}`,
    "=",
    ",",
    '"',
    "Bearer",
    "realm",
  ],
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(parts, { maxLength: 30 }).map((some) => some.join("")),
);

export const references = [
  target("references", texts, (text) => {
    const { address, repository } = parseReference(text);
    // What was taken must not lead elsewhere.
    const url = new URL(`/v2/${repository}/manifests/x`, address);
    if (url.pathname !== `/v2/${repository}/manifests/x`)
      throw new Error(`${text} leads to ${url}`);
  }),
  target("addresses", texts, (text) => parseAddress(text)),
  target("mirrors", texts, (text) => splitMirror(text)),
  target("platforms", texts, (text) => parsePlatform(text)),
  target("challenges", texts, (text) => parseChallenges(text)),
];
