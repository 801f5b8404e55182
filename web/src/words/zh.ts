import { common } from "./zh/common.ts";
import { findings } from "./zh/findings.ts";
import { saidOfLimits } from "./zh/said-of-limits.ts";
import { saidOfRegistries } from "./zh/said-of-registries.ts";
import { saidOfReports } from "./zh/said-of-reports.ts";
import { settings } from "./zh/settings.ts";

export const zh = {
  ...{ ...common, ...saidOfLimits },
  ...{ ...findings, ...saidOfReports },
  ...{ ...settings, ...saidOfRegistries },
};
