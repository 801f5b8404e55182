import type { InventoryResult } from "@plimsoll/engine";
import type { Colors } from "./columns.ts";
import { printable } from "./printable.ts";

const shown = 20;

/** What was left out and why, first ones first. */
export function notRead(
  { skipped }: Pick<InventoryResult, "skipped">,
  colors: Colors,
  title: string,
): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped
    .slice(0, shown)
    .map(({ path, reason }) => `  ${printable(path === "" ? reason : `${path}: ${reason}`)}`);
  const more = skipped.length - shown;
  if (more > 0) lines.push(`  and ${more} more, in --format json`);
  return [colors.yellow(title), ...lines];
}
