import { common } from "./en/common.ts";
import { findings } from "./en/findings.ts";
import { settings } from "./en/settings.ts";

/** Every word of the console, in the parts that pages load. Keys ending in `_one` and `_other` are plural forms (CLDR). */
export const en = { ...common, ...findings, ...settings };
