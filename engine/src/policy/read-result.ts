import { z } from "zod";
import { PlimsollError } from "../error.ts";
import { severities } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";

const named = z.looseObject({ name: z.string(), type: z.string(), version: z.string() });
const layer = z.looseObject({ index: z.number() });
const found = z.looseObject({
  id: z.string(),
  aliases: z.array(z.string()),
  severity: z.enum(severities),
  status: z.string(),
  fixedVersions: z.array(z.string()),
  package: named.extend({ purl: z.string(), path: z.string() }),
  cvss: z.looseObject({ score: z.number() }).nullable(),
  kev: z.boolean(),
  epss: z.number().nullable(),
  published: z.string().nullable(),
  origin: z.looseObject({ from: z.enum(["base", "own"]).nullable() }).optional(),
  layer,
});
const image = z.looseObject({
  schemaVersion: z.literal(1),
  image: z.looseObject({ reference: z.string(), digest: z.string(), platform: z.string() }),
  base: z
    .looseObject({ reference: z.string().nullable(), digest: z.string().nullable() })
    .nullable(),
  database: z.looseObject({ date: z.string() }),
  endOfLife: z.looseObject({ date: z.string(), ended: z.boolean() }).nullable(),
  unchecked: z.number(),
  findings: z.array(found.required({ origin: true })),
  suppressed: z.array(found),
  packages: z.array(
    named.extend({ purl: z.string(), path: z.string(), licenses: z.array(z.string()), layer }),
  ),
});
const schema = z.union([
  image,
  z.looseObject({ schemaVersion: z.literal(1), images: z.array(image) }),
]);

/**
 * The images of what `plimsoll scan --format json` wrote. What policies and comparisons look at is checked; the rest is as it was
 * written. Throws `reference-invalid`; `name` is said with it.
 */
export function readResult(text: string, name: string): readonly ScanResult[] {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below, as what is JSON and no result.
  }
  if (!schema.safeParse(value).success)
    throw new PlimsollError("reference-invalid", `${name} is no result of a scan`, {
      hint: "It is what plimsoll scan --format json writes.",
    });
  const result = value as ScanResult | { readonly images: readonly ScanResult[] };
  return "images" in result ? result.images : [result];
}
