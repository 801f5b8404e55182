import { json } from "../report/json.ts";
import type { Rendering } from "../report/rendering.ts";
import type { Fix } from "./fix.ts";

/** How a plan is written; each ends with a line break, and is loaded only when it is asked for. */
export const fixFormats = {
  table: async (fix, rendering) => (await import("./table.ts")).table(fix, rendering),
  json: async (fix) => json(document(fix)),
  markdown: async (fix) => (await import("./markdown.ts")).markdown(fix),
  patch: async (fix) => (await import("./patch.ts")).patch(fix),
  trivy: async (fix) => (await import("./trivy.ts")).trivyOfSystem(fix),
} satisfies Record<string, (fix: Fix, rendering: Rendering) => Promise<string>>;
export type FixFormat = keyof typeof fixFormats;
export const fixFormatNames = Object.keys(fixFormats) as readonly FixFormat[];

/** The plan, and of the scan what it rests on; findings and packages are in `plimsoll scan --format json`. */
function document({ result, plan, bases, cleaner }: Fix): object {
  const { schemaVersion, image, base, os, database, endOfLife, dockerfile } = result;
  const { reference, digest, platform, configDigest } = image;
  return {
    schemaVersion,
    image: { reference, digest, platform, configDigest },
    base,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    os,
    database,
    endOfLife,
    bases: bases.map(({ reference: name, kind, os: system, packages }) => ({
      ...{ reference: name, kind, os: system, packages: packages.length },
    })),
    plan,
    cleaner,
  };
}
