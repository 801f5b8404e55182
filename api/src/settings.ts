import { z } from "zod";

/** What the settings are about, in the order in which they are told. */
export const settingGroups = ["access", "data", "people", "advisories", "reach", "upkeep"] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** Environment variables: a row of the server’s table each, and words in the console. Types and a test hold them together. */
export const settingNames = [
  "PLIMSOLL_HOST",
  "PLIMSOLL_PORT",
  "PLIMSOLL_DATA",
  "DATABASE_URL",
  "PLIMSOLL_SECRET_KEY",
  "PLIMSOLL_ADMIN_PASSWORD",
  "PLIMSOLL_PASSWORD_DENYLIST",
  "PLIMSOLL_UPDATE_HOURS",
  "PLIMSOLL_SYNC_MINUTES",
  "PLIMSOLL_RETENTION_DAYS",
  "PLIMSOLL_AUDIT_DAYS",
  "PLIMSOLL_TRIVY",
  "PLIMSOLL_DB_SOURCES",
  "PLIMSOLL_DB_USERNAME",
  "PLIMSOLL_DB_PASSWORD",
  "PLIMSOLL_JAVA_DB",
  "PLIMSOLL_KEV",
  "PLIMSOLL_EPSS",
  "PLIMSOLL_ADVISORIES",
  "PLIMSOLL_OFFLINE",
  "PLIMSOLL_PUBLIC_URL",
  "PLIMSOLL_OUTBOUND_ALLOW",
  "PLIMSOLL_OUTBOUND_DENY",
  "PLIMSOLL_TRUSTED_PROXIES",
  "PLIMSOLL_TLS_CERT",
  "PLIMSOLL_TLS_KEY",
  "PLIMSOLL_RATE_LIMIT",
  "PLIMSOLL_METRICS_TOKEN",
  "PLIMSOLL_LOG_LEVEL",
] as const;
export type SettingName = (typeof settingNames)[number];

/** One thing that the service was started with. */
export const settingSchema = z.object({
  name: z.enum(settingNames),
  /** As it is in force: paths absolute, lists with commas, addresses without user names, passwords and queries. Null: unset, or a secret. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  /** Of a secret: that there is none. */
  isDefault: z.boolean(),
  /** Its value is never told. */
  secret: z.boolean(),
});
export type Setting = z.infer<typeof settingSchema>;

/** All that the service was started with; its environment says it, so nothing of it is changed here. */
export const settingsSchema = z.object({
  groups: z.array(z.object({ name: z.enum(settingGroups), settings: z.array(settingSchema) })),
});
export type Settings = z.infer<typeof settingsSchema>;
