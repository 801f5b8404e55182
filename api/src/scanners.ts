import { z } from "zod";
import { scanCell } from "./images.ts";
import { pageOf, pageQuery } from "./page.ts";
import { problemCodeSchema } from "./problem.ts";
import { idSchema, timeSchema } from "./words.ts";

/** `harbor`: one that is installed in a connected Harbor, and comes and goes with it. */
export const scannerKinds = ["builtin", "trivy", "clair", "adapter", "harbor"] as const;
const scannerKindSchema = z.enum(scannerKinds);
export type ScannerKind = z.infer<typeof scannerKindSchema>;

const address = z.url({ protocol: /^https?$/ }).max(500);
const trust = {
  /** PEM of the authority that signed its certificate, where the system does not know it. */
  certificate: z.string().max(100_000).nullable().default(null),
  /** Its certificate is not checked. */
  insecure: z.boolean().default(false),
};
const peer = { address, ...trust };

/** How to reach a scanner that is added by hand. Its secret goes beside it and never comes out. */
export const scannerConfigSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("trivy"),
    /** A Trivy server whose advisories are asked; null: the command has them. The secret is the server's token. */
    server: address.nullable().default(null),
    /** Of the command without a server: its own, which it brings, or the database of Trivy's that Plimsoll keeps. */
    advisories: z.enum(["own", "kept"]).default("own"),
    ...trust,
  }),
  z.object({
    kind: z.literal("clair"),
    ...peer,
    /** Where Clair wants a shared key, the issuer that it expects; the secret is the key in base64. */
    issuer: z.string().min(1).max(200).nullable().default(null),
  }),
  z.object({
    kind: z.literal("adapter"),
    ...peer,
    /** How it is told who asks; the secret is the password, token or key. */
    auth: z.enum(["none", "basic", "bearer", "api-key"]).default("none"),
    username: z.string().min(1).max(200).nullable().default(null),
  }),
]);
export type ScannerConfig = z.infer<typeof scannerConfigSchema>;

const name = z.string().trim().min(1).max(100);
const secret = z.string().min(1).max(5000);

export const scannerCreateSchema = z.object({
  name,
  config: scannerConfigSchema,
  secret: secret.optional(),
});

/** Absent fields stay as they are; a secret of `null` is forgotten. The kind cannot change. */
export const scannerUpdateSchema = z.object({
  name: name.optional(),
  config: scannerConfigSchema.optional(),
  secret: secret.nullable().optional(),
});

export const scannerTestRequestSchema = z.object({
  config: scannerConfigSchema,
  secret: secret.optional(),
  /** Test with this scanner's stored secret where none is given. */
  scannerId: idSchema.optional(),
});

/** What a scanner says of itself. */
const scannerDescriptionSchema = z.object({
  name: z.string(),
  vendor: z.string(),
  version: z.string(),
  /** When its advisories were last brought up to date; null where it does not tell. */
  databaseDate: timeSchema.nullable(),
  /** Media types of the manifests that it scans. */
  consumes: z.array(z.string()),
  /** Media types of the bills of materials that it makes. */
  bills: z.array(z.string()),
});

export const scannerTestSchema = z.object({
  passed: z.boolean(),
  description: scannerDescriptionSchema.nullable(),
  /** Why it did not pass. */
  code: problemCodeSchema.nullable(),
  detail: z.string().nullable(),
});

export const scannerSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: scannerKindSchema,
  /** Null for the built-in one and for those of a Harbor. */
  config: scannerConfigSchema.nullable(),
  hasSecret: z.boolean(),
  /** Of a Harbor's: where it is installed, and whether it is that Harbor's default. */
  registry: z
    .object({ id: idSchema, name: z.string(), isDefault: z.boolean(), uuid: z.string() })
    .nullable(),
  health: z.enum(["unknown", "healthy", "unhealthy"]),
  healthCode: problemCodeSchema.nullable(),
  healthDetail: z.string().nullable(),
  checkedAt: timeSchema.nullable(),
  /** As it last said; null before it did. */
  description: scannerDescriptionSchema.nullable(),
  /** Whose first scanner it is: a space has its own choice, or else its registry's. */
  usedBy: z.array(
    z.object({
      registryId: idSchema,
      registry: z.string(),
      /** Null: the whole registry, where its spaces do not choose otherwise. */
      spaceId: idSchema.nullable(),
      space: z.string().nullable(),
    }),
  ),
  createdAt: timeSchema,
});
export type Scanner = z.infer<typeof scannerSchema>;
export const scannerListQuery = z.object({ ...pageQuery });
export const scannerPageSchema = pageOf(scannerSchema);

export const scannerRefSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: scannerKindSchema,
});
export type ScannerRef = z.infer<typeof scannerRefSchema>;

/** In order; none: the default of the kind of registry, or for a space its registry's choice. */
export const scannerChoiceUpdateSchema = z.object({ scannerIds: z.array(idSchema).max(20) });

/** Which scanners scan a registry's or a space's images; states, counts and verdicts are the first one's. */
export const scannerChoiceSchema = z.object({
  /** In order, never empty. */
  scanners: z.array(
    scannerRefSchema.extend({
      health: z.enum(["unknown", "healthy", "unhealthy"]),
      healthDetail: z.string().nullable(),
    }),
  ),
  /** `chosen`: for just this one; `registry`: the registry's choice; `default`: nobody chose. */
  from: z.enum(["chosen", "registry", "default"]),
  /** All that could be chosen here. */
  candidates: z.array(scannerRefSchema),
});
export type ScannerChoice = z.infer<typeof scannerChoiceSchema>;

/** How an artifact stands with one scanner. */
export const artifactReportSchema = z.object({
  by: scannerRefSchema,
  /** The one that the artifact itself shows. */
  first: z.boolean(),
  ...scanCell,
});
export type ArtifactReport = z.infer<typeof artifactReportSchema>;
/** The first one first, then those that reported or were asked to scan, and those that are chosen here. */
export const artifactReportListSchema = z.object({ items: z.array(artifactReportSchema) });

/** Plimsoll's own scanner API, for Harbor and whoever speaks the same. */
export const scannerApiSchema = z.object({
  /** Below Plimsoll's address: what a Harbor is given as the endpoint. */
  path: z.string(),
  /** When the key was made; null while there is none. Those of *Install* are others. */
  keyCreatedAt: timeSchema.nullable(),
});
/** Told this once. */
export const scannerApiKeySchema = z.object({ key: z.string() });
