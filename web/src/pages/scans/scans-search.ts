import { scanStates, scanTriggers } from "@plimsoll/api/bare";
import { idField, search, wordField } from "../../url/fields.ts";

export const scansViews = ["scans", "runs"] as const;

/** `run` is the run whose scans are shown. */
export const scansSearch = search({
  view: wordField(scansViews),
  state: wordField(scanStates),
  trigger: wordField(scanTriggers),
  registry: idField,
  run: idField,
});
export type ScansSearch = ReturnType<typeof scansSearch>;
