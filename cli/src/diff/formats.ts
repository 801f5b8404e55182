import { json } from "../report/json.ts";
import type { Rendering } from "../report/rendering.ts";
import type { Diff } from "./diff.ts";

/** How a comparison is written; each ends with a line break, and is loaded only when it is asked for. */
export const diffFormats = {
  table: async (diff, rendering) => (await import("./table.ts")).table(diff, rendering),
  json: async (diff) => json(document(diff)),
  markdown: async (diff) => (await import("./markdown.ts")).markdown(diff),
} satisfies Record<string, (diff: Diff, rendering: Rendering) => Promise<string>>;
export type DiffFormat = keyof typeof diffFormats;
export const diffFormatNames = Object.keys(diffFormats) as readonly DiffFormat[];

function document({ before, after, comparison }: Diff): object {
  const side = ({ image, database, summary }: Diff["before"]) => {
    const { reference, digest, platform } = image;
    return { image: { reference, digest, platform }, database, summary };
  };
  return { schemaVersion: 1, before: side(before), after: side(after), ...comparison };
}
