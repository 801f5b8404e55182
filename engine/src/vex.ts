/** Documents that say which findings do not count. */
export { applyVex } from "./vex/apply.ts";
export { readAttachedVex } from "./vex/attached.ts";
export { readVex } from "./vex/read-vex.ts";
export type { VexDocument } from "./vex/statement.ts";
