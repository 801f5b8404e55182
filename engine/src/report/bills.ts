import type { InventoryResult } from "../read-inventory.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { spdx } from "./spdx.ts";

/** What a bill of materials tells of itself. */
export type Bill = {
  /** When it was made, ISO 8601 in UTC: all else is the same each time. */
  readonly created: string;
  readonly toolVersion: string;
};

/** How an inventory is written for other programs; each gives JSON. */
export const bills = { cyclonedx: cycloneDx, spdx } satisfies Record<
  string,
  (inventory: InventoryResult, bill: Bill) => object
>;
export type BillFormat = keyof typeof bills;
