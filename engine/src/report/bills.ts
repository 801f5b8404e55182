import type { InventoryResult } from "../read-inventory.ts";
import type { Bill } from "./bill.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { spdx } from "./spdx.ts";

/** How an inventory is written for other programs; each gives JSON. */
export const bills = { cyclonedx: cycloneDx, spdx } satisfies Record<
  string,
  (inventory: InventoryResult, bill: Bill) => object
>;
export type BillFormat = keyof typeof bills;
