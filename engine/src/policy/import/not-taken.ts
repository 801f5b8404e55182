import type { Sentences } from "../../said.ts";

/** Why something of another tool's exceptions is not taken over. */
export const notTaken = {
  "no-id": "It is no vulnerability's id.",
  "end-no-day": "What it says of its end is no day (exp:YYYY-MM-DD).",
  "end-no-time": "expired_at is no time: {{end}}",
  "only-vulnerabilities": "Only vulnerabilities are taken over.",
  "path-pattern": "Of patterns of paths, only * and ** are followed: {{path}}",
  "no-purl": "It is no package URL: {{purl}}",
  "other-part": "It is about a part of another package.",
  "package-no-purl": "It names its package by no package URL.",
  "product-no-purl": "It names its product by no package URL.",
  "one-build": "It is about one build alone, by its digest: give it with --vex.",
  "some-places": "It is about some places in an image: exceptions here are of packages.",
  ended: "It ended on {{day}}.",
  known: "{{count}} of it are kept already.",
} as const satisfies Sentences;
