import { settingsSchema } from "../settings.ts";
import type { Route } from "./route.ts";

/** What the service was started with. */
export const settingRoutes = {
  getSettings: {
    method: "GET",
    path: "/settings",
    summary: "What the service was started with; of secrets only whether they are set",
    permission: "settings.read",
    status: 200,
    answer: settingsSchema,
  },
} as const satisfies Record<string, Route>;
