import { z } from "zod";

const time = z.string().regex(/^\d{4}-\d{2}-\d{2}/, "is no date such as 2026-01-31T00:00:00Z");
const severity = z.array(z.looseObject({ type: z.string(), score: z.string() })).nullish();
const event = z.looseObject({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
  limit: z.string().optional(),
});

/** What is used of a record, https://ossf.github.io/osv-schema/ (1.7); the rest may be there. */
export const osvSchema = z.looseObject({
  id: z.string().min(1).max(200),
  modified: time,
  published: time.nullish(),
  withdrawn: time.nullish(),
  aliases: z.array(z.string()).nullish(),
  related: z.array(z.string()).nullish(),
  upstream: z.array(z.string()).nullish(),
  summary: z.string().nullish(),
  details: z.string().nullish(),
  severity,
  affected: z
    .array(
      z.looseObject({
        package: z.looseObject({ ecosystem: z.string().min(1), name: z.string().min(1) }).nullish(),
        severity,
        ranges: z
          .array(
            z.looseObject({
              type: z.enum(["SEMVER", "ECOSYSTEM", "GIT"]),
              events: z.array(event).min(1),
            }),
          )
          .nullish(),
        versions: z.array(z.string()).nullish(),
        ecosystem_specific: z.looseObject({}).nullish(),
        database_specific: z.looseObject({}).nullish(),
      }),
    )
    .nullish(),
  references: z.array(z.looseObject({ url: z.string() })).nullish(),
  database_specific: z.looseObject({}).nullish(),
});

export type Osv = z.infer<typeof osvSchema>;
export type OsvEvent = z.infer<typeof event>;

/** `affected[0].package.name: expected string`, for each field that is wrong. */
export function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${pathText(path)}: ${message}`)
    .join("; ");
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return text.join("").replace(/^\./, "") || "the record";
}
