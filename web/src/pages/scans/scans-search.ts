import { scanStates, scanTriggers } from "@plimsoll/api";
import { z } from "zod";
import { idField, wordField } from "../../url/fields.ts";

export const scansViews = ["scans", "runs"] as const;

/** `run` is the run whose scans are shown. */
export const scansSearch = z.object({
  view: wordField(scansViews),
  state: wordField(scanStates),
  trigger: wordField(scanTriggers),
  registry: idField,
  run: idField,
});
export type ScansSearch = z.infer<typeof scansSearch>;
