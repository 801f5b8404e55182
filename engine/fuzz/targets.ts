import { advisories } from "./advisories.ts";
import { archives } from "./archives.ts";
import { binaries } from "./binaries.ts";
import { databases } from "./databases.ts";
import { layers } from "./layers.ts";
import { manifests } from "./manifests.ts";
import { references } from "./references.ts";
import type { Target } from "./target.ts";

/** All that is fuzzed; a reader that is added gets its row. */
export const targets: readonly Target[] = [
  ...layers,
  ...archives,
  ...databases,
  ...binaries,
  ...manifests,
  ...references,
  ...advisories,
];
