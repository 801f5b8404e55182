import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { problemCodeSchema } from "./problem.ts";
import { idSchema, timeSchema } from "./words.ts";

const address = z.url({ protocol: /^https?$/ }).max(500);
const name = z.string().trim().min(1).max(100);

/** How to talk to a registry. Secrets go in and never come out. */
const connection = {
  address,
  username: z.string().max(200).optional(),
  password: z.string().max(5000).optional(),
  /** PEM of the authority that signed the registry's certificate, where the system does not know it. */
  certificate: z.string().max(100_000).optional(),
};

export const registryTestRequestSchema = z.object({
  ...connection,
  /** Test with this registry's stored secret where no password is given. */
  registryId: idSchema.optional(),
});

export const registryCreateSchema = z.object({
  name,
  kind: z.literal("distribution"),
  ...connection,
});
export type RegistryCreate = z.infer<typeof registryCreateSchema>;

/** Absent fields stay as they are; `null` forgets the value. */
export const registryUpdateSchema = z.object({
  name: name.optional(),
  address: address.optional(),
  username: z.string().max(200).nullable().optional(),
  password: z.string().max(5000).nullable().optional(),
  certificate: z.string().max(100_000).nullable().optional(),
});

/** One line of a test: what was tried and how it went. */
export const registryCheckSchema = z.object({
  name: z.enum(["address", "certificate", "api", "credentials", "catalog"]),
  result: z.enum(["passed", "failed", "skipped"]),
  code: problemCodeSchema.optional(),
  detail: z.string(),
});
export type RegistryCheck = z.infer<typeof registryCheckSchema>;
export const registryTestSchema = z.object({
  passed: z.boolean(),
  checks: z.array(registryCheckSchema),
});

export const registrySchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.literal("distribution"),
  address: z.string(),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
  hasCertificate: z.boolean(),
  /** The built-in sample: read-only, cannot be changed or removed, and labelled wherever it is shown. */
  sample: z.boolean(),
  health: z.enum(["unknown", "healthy", "unhealthy"]),
  /** Why it is unhealthy. */
  healthCode: problemCodeSchema.nullable(),
  healthDetail: z.string().nullable(),
  syncState: z.enum(["never", "running", "done", "failed"]),
  syncedAt: timeSchema.nullable(),
  spaces: z.int(),
  images: z.int(),
  artifacts: z.int(),
  createdAt: timeSchema,
});
export type Registry = z.infer<typeof registrySchema>;

export const registryListQuery = z.object({ ...pageQuery });
export const registryPageSchema = pageOf(registrySchema);

/** Synced in the background; poll the registry, or follow `registry` events. */
export const syncAcceptedSchema = z.object({ registryId: idSchema });

export const spaceSchema = z.object({
  id: idSchema,
  registryId: idSchema,
  name: z.string(),
  images: z.int(),
});
export type Space = z.infer<typeof spaceSchema>;
export const spaceListQuery = z.object({ registry: idSchema.optional(), ...pageQuery });
export const spacePageSchema = pageOf(spaceSchema);
