import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { problemCodeSchema } from "./problem.ts";
import { registryKinds, registryOperations } from "./vocabulary.ts";
import { idSchema, timeSchema } from "./words.ts";

const registryKindSchema = z.enum(registryKinds);
export type RegistryKind = z.infer<typeof registryKindSchema>;

const registryOperationSchema = z.enum(registryOperations);
export type RegistryOperation = z.infer<typeof registryOperationSchema>;

const address = z.url({ protocol: /^https?$/ }).max(500);
const name = z.string().trim().min(1).max(100);
const certificate = z.string().max(100_000);
/**
 * `library/nginx` or, for all that begin so, `team/`.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
const repository = z
  .string()
  .max(255)
  .regex(/^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\/?$/);

/** How to talk to a registry. Secrets go in and never come out. */
const connection = {
  address,
  username: z.string().max(200).optional(),
  password: z.string().max(5000).optional(),
  /** PEM of the authority that signed the registry's certificate, where the system does not know it. */
  certificate: certificate.optional(),
  /** Its certificate is not checked; shown wherever the registry is. */
  insecure: z.boolean().default(false),
};

/** Of a distribution only. */
const images = {
  /** Tried before the registry itself for every pull. */
  mirrors: z.array(address).max(10).default([]),
  /** Where there is no catalogue: repositories, and prefixes that end in a slash for those that have one. */
  repositories: z.array(repository).max(1000).default([]),
};

export const registryTestRequestSchema = z.object({
  kind: registryKindSchema.default("distribution"),
  /** Of a Harbor: a hosted one is to scan with Trivy. */
  operation: registryOperationSchema.optional(),
  ...connection,
  ...images,
  /** Test with this registry's stored secret where no password is given. */
  registryId: idSchema.optional(),
});

export const registryCreateSchema = z.object({
  name,
  kind: registryKindSchema,
  /** Needed for a Harbor. */
  operation: registryOperationSchema.optional(),
  ...connection,
  ...images,
  /** Where people open it in a browser; the address itself when absent. */
  externalAddress: address.optional(),
  /** Scan by itself what is pushed from now on; what its first sync finds was there before. */
  scanOnPush: z.boolean().default(false),
  /** Of `createRobot`, where this is its name and password. */
  robotId: z.int().optional(),
});
export type RegistryCreate = z.infer<typeof registryCreateSchema>;

/** Absent fields stay as they are; `null` forgets the value. */
export const registryUpdateSchema = z.object({
  name: name.optional(),
  operation: registryOperationSchema.optional(),
  address: address.optional(),
  username: z.string().max(200).nullable().optional(),
  password: z.string().max(5000).nullable().optional(),
  certificate: certificate.nullable().optional(),
  insecure: z.boolean().optional(),
  externalAddress: address.nullable().optional(),
  scanOnPush: z.boolean().optional(),
  mirrors: images.mirrors.unwrap().optional(),
  repositories: images.repositories.unwrap().optional(),
  /** Of `createRobot`, where this is its name and password. */
  robotId: z.int().optional(),
});

/** The lines of a test in their order; a registry has those of its kind. */
export const registryCheckNames = [
  "address",
  "certificate",
  "api",
  "version",
  "credentials",
  "catalog",
  "projects",
  "repositories",
  "artifacts",
  "reports",
  "scan",
  "space-scanner",
  "choose-scanner",
  "all-scanners",
  "webhooks",
  "prevention",
  "scanners",
  "token",
] as const;

/** One line of a test: what was tried and how it went. */
export const registryCheckSchema = z.object({
  name: z.enum(registryCheckNames),
  /** `warning`: it works on without it; the detail says what will be missing. */
  result: z.enum(["passed", "warning", "failed", "skipped"]),
  code: problemCodeSchema.optional(),
  detail: z.string(),
  /** The detail's code. */
  /** What can be done about it from here: `setDefaultScanner`. */
  action: z.enum(["set-default-scanner"]).optional(),
});
export type RegistryCheck = z.infer<typeof registryCheckSchema>;
export const registryTestSchema = z.object({
  passed: z.boolean(),
  checks: z.array(registryCheckSchema),
});

/** What is installed in a Harbor, as it said when it was last asked. */
const installedScannerSchema = z.object({
  /** Of `GET /scanners`. */
  id: idSchema,
  name: z.string(),
  vendor: z.string().nullable(),
  version: z.string().nullable(),
  health: z.enum(["unknown", "healthy", "unhealthy"]),
  databaseDate: timeSchema.nullable(),
  isDefault: z.boolean(),
});

export const registrySchema = z.object({
  id: idSchema,
  /** Whose it is; null: the platform's. */
  workspaceId: idSchema.nullable(),
  name: z.string(),
  kind: registryKindSchema,
  /** Null unless it is a Harbor. */
  operation: registryOperationSchema.nullable(),
  address: z.string(),
  /** Where people open it; the address where no other was given. */
  externalAddress: z.string(),
  /** The jump: of a Harbor, its home page; null otherwise. */
  nativeUrl: z.string().nullable(),
  username: z.string().nullable(),
  /** Whether that is a robot which Plimsoll made. */
  ownRobot: z.boolean(),
  hasPassword: z.boolean(),
  hasCertificate: z.boolean(),
  insecure: z.boolean(),
  /** Whether what is pushed is scanned by itself. */
  scanOnPush: z.boolean(),
  mirrors: z.array(z.string()),
  repositories: z.array(z.string()),
  /** Of the Harbor, where it tells. */
  version: z.string().nullable(),
  /** Bytes; null where it does not tell. */
  storage: z.object({ total: z.number(), free: z.number() }).nullable(),
  scanners: z.array(installedScannerSchema),
  /** Of a hosted Harbor that lets its scanners be listed: how it stands with Trivy, which it is to scan with. */
  trivy: z
    .object({
      state: z.enum(["default", "not-default", "unhealthy", "missing"]),
      /** Of `scanners`. */
      scannerId: idSchema.nullable(),
    })
    .nullable(),
  /** The built-in sample: read-only, cannot be changed or removed, and labelled wherever it is shown. */
  sample: z.boolean(),
  health: z.enum(["unknown", "healthy", "unhealthy"]),
  /** Why it is unhealthy. */
  healthCode: problemCodeSchema.nullable(),
  healthDetail: z.string().nullable(),
  healthAt: timeSchema.nullable(),
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
/** An administrator's credentials, used for the creation of the robot and kept nowhere. */
export const robotRequestSchema = z.object({
  address,
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(5000),
  certificate: certificate.optional(),
  insecure: z.boolean().default(false),
  /** Harbor puts its prefix in front. */
  name: z
    .string()
    .max(200)
    .regex(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/)
    .default("plimsoll"),
  /** Names of projects; all there are and will be when absent. */
  projects: z.array(z.string().min(1).max(255)).min(1).max(500).optional(),
  /** What it may do besides reading and pulling. */
  scan: z.boolean().default(true),
  chooseScanner: z.boolean().default(true),
  webhooks: z.boolean().default(true),
  /** Keep what projects prevent in step: for that it may change projects, so it has to be wished. */
  prevention: z.boolean().default(false),
  allScanners: z.boolean().default(true),
});

/** For the form that connects the Harbor: the password is told this once. */
export const robotSchema = z.object({
  /** Harbor's own; for the unbinding. */
  id: z.int(),
  username: z.string(),
  password: z.string(),
  /** Permissions that this version of Harbor does not have. */
  leftOut: z.array(z.string()),
});

export const defaultScannerSchema = z.object({
  /** Of the registry's `scanners`. */
  scannerId: idSchema,
});

export const registryUnbindSchema = z.object({
  /** Of the Harbor, to take the robot away that Plimsoll made; used once and kept nowhere. */
  administrator: z
    .object({ username: z.string().min(1).max(200), password: z.string().min(1).max(5000) })
    .optional(),
});
/** What of Plimsoll's was in the Harbor, and is or is not any more. */
export const registryUnboundSchema = z.object({
  webhooks: z.object({ removed: z.int(), left: z.int() }),
  /** Spaces whose prevention is again as it was, or could not be put back. */
  prevention: z.object({ restored: z.int(), left: z.int() }),
  robot: z.enum(["none", "removed", "left"]),
});
export type RegistryUnbound = z.infer<typeof registryUnboundSchema>;

const spaceIds = z.array(idSchema).min(1).max(1000);
/** Of these spaces, or of all when absent. */
export const webhookRemoveSchema = z.object({ spaceIds: spaceIds.optional() });
export const webhookInstallSchema = z.object({
  spaceIds: spaceIds.optional(),
  /** Plimsoll's own address as Harbor reaches it. */
  ownAddress: address,
  /** Harbor does not check Plimsoll's certificate. */
  insecure: z.boolean().default(false),
});
/** Each space by itself: some may allow it and others not. */
export const webhookOutcomeSchema = z.object({
  done: z.array(idSchema),
  failed: z.array(
    z.object({ spaceId: idSchema, space: z.string(), code: problemCodeSchema, detail: z.string() }),
  ),
});

/** Registers Plimsoll's engine in a Harbor as one of its scanners. */
export const ownScannerInstallSchema = z.object({
  ownAddress: address,
  insecure: z.boolean().default(false),
  makeDefault: z.boolean().default(false),
  /** Whether images are pulled at Harbor's internal address. */
  internalAddress: z.boolean().default(false),
});
export const ownScannerInstalledSchema = z.object({
  /** Harbor's own id of it. */
  uuid: z.string(),
});

export const spaceSchema = z.object({
  id: idSchema,
  registryId: idSchema,
  name: z.string(),
  /** Null where the registry does not tell. */
  public: z.boolean().nullable(),
  nativeUrl: z.string().nullable(),
  /** A webhook of ours was installed. */
  webhook: z.boolean(),
  images: z.int(),
});
export type Space = z.infer<typeof spaceSchema>;
export const spaceListQuery = z.object({ registry: idSchema.optional(), ...pageQuery });
export const spacePageSchema = pageOf(spaceSchema);

/** For a registry whose notifications are set up by hand; told this once, and those of before end. */
export const webhookSecretSchema = z.object({
  /** Below Plimsoll's address. */
  path: z.string(),
  /** What it has to send as `Authorization`. */
  authorization: z.string(),
  /** For a pipeline or a registry of another kind: Standard Webhooks, signed with a secret made of the same. */
  push: z.object({ path: z.string(), secret: z.string() }),
});
/** That something was pushed, as any pipeline can tell it. */
export const pushWebhookSchema = z.object({
  /** Its path in the registry. */
  repository: z.string().min(1).max(255),
  tag: z.string().max(128).optional(),
  digest: z.string().max(255).optional(),
});

/** What a registry sends of its own accord; read by the server, whatever form it has. */
export const webhookBodySchema = z.looseObject({});
/** How many repositories will be looked at again. */
export const webhookTakenSchema = z.object({ repositories: z.int() });
