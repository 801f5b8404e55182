import { z } from "zod";

/**
 * Harbor's answers, as far as they are used: what is missing or `null` in some version or state is made one
 * thing here. The forms are those of https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml and of
 * what Harbors answer in fact.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value || null);
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
/** RFC 3339, or null: Harbor writes "never" as the year 1. */
const time = z
  .string()
  .nullish()
  .transform((value) => (value && !value.startsWith("0001-") ? value : null));
function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

export const systemInfo = z.object({
  harbor_version: text,
  external_url: text,
  registry_url: text,
});

export const health = z.object({
  status: text,
  components: listOf(z.object({ name: z.string(), status: text, error: text })),
});

export const currentUser = z.object({ username: z.string(), sysadmin_flag: z.boolean().nullish() });

export const project = z.object({
  project_id: z.number(),
  name: z.string(),
  repo_count: count,
  update_time: time,
  metadata: z
    .record(z.string(), z.string())
    .nullish()
    .transform((values) => values ?? {}),
});
export type HarborProject = z.output<typeof project>;

export const projectPrevention = project.pick({ metadata: true }).extend({
  cve_allowlist: z
    .object({ items: listOf(z.object({ cve_id: z.string() })), expires_at: z.number().nullish() })
    .nullish(),
});

export const repository = z.object({
  id: z.number(),
  /** With its project in front. */
  name: z.string(),
  artifact_count: count,
  creation_time: time,
  update_time: time,
});
export type HarborRepository = z.output<typeof repository>;

const platform = z.object({
  os: z.string().nullish(),
  architecture: z.string().nullish(),
  variant: z.string().nullish(),
});

const reference = z.object({
  child_digest: z.string(),
  platform: platform.nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

const scanStatuses = ["Pending", "Scheduled", "Running", "Success", "Error", "Stopped"] as const;
export type HarborScanStatus = (typeof scanStatuses)[number];

const scanner = z
  .object({ name: text, vendor: text, version: text })
  .nullish()
  .transform((value) => value ?? null);

/** Only a scan that ended well has more than its first four. */
export const overview = z.object({
  report_id: text,
  scan_status: z.enum(scanStatuses),
  start_time: time,
  end_time: time,
  severity: text,
  complete_percent: z.number().nullish(),
  scanner,
  summary: z
    .object({
      total: count,
      fixable: count,
      summary: z.record(z.string(), z.number()).nullish(),
    })
    .nullish(),
});
export type HarborOverview = z.output<typeof overview>;

export const artifact = z.object({
  digest: z.string(),
  type: text,
  media_type: text,
  manifest_media_type: text,
  artifact_type: text,
  repository_name: text,
  size: count,
  push_time: time,
  pull_time: time,
  extra_attrs: z
    .object({
      os: z.string().nullish(),
      architecture: z.string().nullish(),
      variant: z.string().nullish(),
      created: z.string().nullish(),
    })
    .nullish()
    .catch(null),
  references: listOf(reference),
  tags: listOf(z.object({ name: z.string(), push_time: time })),
  addition_links: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((links) => links ?? {}),
  scan_overview: z.record(z.string(), z.unknown()).nullish(),
});
export type HarborArtifact = z.output<typeof artifact>;

export const registration = z.object({
  uuid: z.string(),
  name: z.string(),
  url: text,
  disabled: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  is_default: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  /** These four only of a project's scanner. */
  health: text,
  adapter: text,
  vendor: text,
  version: text,
});
export type HarborRegistration = z.output<typeof registration>;

export const scannerMetadata = z.object({
  scanner,
  capabilities: listOf(
    z.object({
      type: text,
      consumes_mime_types: listOf(z.string()),
      produces_mime_types: listOf(z.string()),
    }),
  ),
  properties: z
    .record(z.string(), z.string())
    .nullish()
    .transform((values) => values ?? {}),
});

export const webhookPolicy = z.object({
  id: z.number(),
  name: z.string(),
  enabled: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  event_types: listOf(z.string()),
  targets: listOf(z.object({ type: text, address: text })),
});
export type HarborWebhookPolicy = z.output<typeof webhookPolicy>;

export const webhookEvents = z.object({
  event_type: listOf(z.string()),
  /** Absent where there is one form only. */
  payload_formats: listOf(z.object({ notify_type: text, formats: listOf(z.string()) })),
});

export const createdRobot = z.object({ id: z.number(), name: z.string(), secret: z.string() });
export const token = z.object({ token: text, access_token: text });
