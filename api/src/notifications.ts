import { z } from "zod";
import { pageOf, pageQuery } from "./page.ts";
import { imageScopeSchema } from "./policies.ts";
import { idSchema, severitySchema, timeSchema } from "./words.ts";

export const channelKinds = [
  "webhook",
  "slack",
  "teams",
  "dingtalk",
  "feishu",
  "wecom",
  "email",
] as const;

export const notifiedEvents = [
  "scan.complete",
  "scan.failed",
  "finding.new",
  "verdict.changed",
  "exception.expiring",
  "database.stale",
  "registry.unhealthy",
] as const;
export type NotifiedEvent = (typeof notifiedEvents)[number];

/** What a channel's own words may name, as `{{image}}`; what an event has nothing of stays empty. */
export const templateNames = [
  "event",
  "title",
  "lines",
  "severity",
  "time",
  "image",
  "images",
  "registry",
  "vulnerability",
  "verdict",
  "before",
  "policy",
  "reason",
  "path",
] as const;
export type TemplateName = (typeof templateNames)[number];
/** A name in a template; whether there is such a one is to be seen. */
export const placeholder = /\{\{([^{}]*)\}\}/g;

/** What a template names that there is not. */
export function unknownNames(text: string): string[] {
  return [...text.matchAll(placeholder)]
    .map(([, name = ""]) => name.trim())
    .filter((name) => !templateNames.some((known) => known === name));
}

const templateText = z.string().refine((text) => unknownNames(text).length === 0, {
  error: ({ input }) =>
    `There is no {{${unknownNames(String(input))[0]}}}; there are ${templateNames.join(", ")}`,
});
/** Plain text; `text` in lines. */
export const channelTemplateSchema = z.object({
  title: templateText.min(1).max(200),
  text: templateText.max(2000),
});
export type ChannelTemplate = z.infer<typeof channelTemplateSchema>;

const channelFields = {
  name: z.string().trim().min(1).max(100),
  kind: z.enum(channelKinds),
  events: z.array(z.enum(notifiedEvents)).min(1),
  scope: imageScopeSchema,
  /** Of findings and verdicts: this or worse. */
  severity: severitySchema,
  /** Each at once, or together. */
  digest: z.enum(["none", "hourly", "daily"]),
  enabled: z.boolean(),
  /** Of new findings, those in what the admission webhook let into a cluster within 30 days alone. */
  onlyDeployed: z.boolean(),
  /** In its own words; null: in the usual ones. */
  template: channelTemplateSchema.nullable(),
};
/** Where to; what is secret in it is sealed and never given back. */
export const channelTargetSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("url"),
    url: z.url().max(2000),
    secret: z.string().max(500).optional(),
  }),
  z.object({
    kind: z.literal("email"),
    to: z.array(z.email()).min(1).max(50),
    from: z.email(),
    /** `smtp://user:password@host:587`. */
    server: z.string().min(1).max(1000),
  }),
]);
export const channelCreateSchema = z.object({
  ...channelFields,
  target: channelTargetSchema,
  scope: imageScopeSchema.default({}),
  severity: severitySchema.default("critical"),
  digest: channelFields.digest.default("none"),
  enabled: channelFields.enabled.default(true),
  onlyDeployed: channelFields.onlyDeployed.default(false),
  template: channelFields.template.default(null),
});
export const channelUpdateSchema = z
  .object({ ...channelFields, target: channelTargetSchema })
  .partial();
export const channelSchema = z.object({
  id: idSchema,
  ...channelFields,
  /** The host, or the addresses: never what is secret. */
  to: z.string(),
  lastDelivery: z.object({ at: timeSchema, ok: z.boolean() }).nullable(),
});
export type Channel = z.infer<typeof channelSchema>;
export const channelPageSchema = pageOf(channelSchema);
/** Made once, to verify webhooks by (Standard Webhooks: `whsec_…`); null for other kinds. */
export const channelCreatedSchema = channelSchema.extend({ signingSecret: z.string().nullable() });

export const deliverySchema = z.object({
  id: idSchema,
  event: z.string(),
  /** In words, as it was told. */
  title: z.string(),
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.int(),
  at: timeSchema,
  /** What the other side answered, or why it could not be reached. */
  detail: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;
export const deliveryPageSchema = pageOf(deliverySchema);
export const deliveryListQuery = z.object({ ...pageQuery });
export const channelTestSchema = z.object({ ok: z.boolean(), detail: z.string().nullable() });
