import { common } from "./zh/common.ts";
import { findings } from "./zh/findings.ts";
import { settings } from "./zh/settings.ts";

export const zh = { ...common, ...findings, ...settings };
