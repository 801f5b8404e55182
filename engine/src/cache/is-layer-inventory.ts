import { asObject } from "../image/json.ts";
import type { LayerInventory } from "../layer/layer-inventory.ts";

const numbers = ["analyserVersion", "size", "entries", "skippedMore"];
const lists = [
  "whiteouts",
  "opaque",
  "directories",
  "links",
  "hardLinks",
  "files",
  "linked",
  "skipped",
];

/** Whether what was read back has an inventory's form; its contents are as they were written, which a checksum tells. */
export function isLayerInventory(value: unknown): value is LayerInventory {
  const fields = asObject(value);
  return (
    fields !== null &&
    numbers.every((name) => typeof fields[name] === "number") &&
    lists.every((name) => Array.isArray(fields[name])) &&
    typeof fields.tree === "string"
  );
}
