import { z } from "zod";

/** The codes that a problem can carry; the console has words for each in every language. */
export const problemCodes = [
  "bad-request",
  "not-signed-in",
  "wrong-credentials",
  /** Name and password are right; a code of the authenticator is needed too, or was wrong. */
  "second-factor-needed",
  /** The issuer of single sign-on did not answer as one, or refused. */
  "issuer-failed",
  /** It signed somebody in whom nothing here lets in. */
  "not-admitted",
  "too-many-attempts",
  "forbidden",
  "not-found",
  "conflict",
  "registry-unreachable",
  "registry-certificate",
  "registry-credentials",
  "registry-not-oci",
  "registry-limited",
  /** It works, but does not list its repositories. */
  "registry-no-catalog",
  // Of a scanner beside the built-in one; also kept with the scan that failed for it.
  "scanner-unreachable",
  "scanner-certificate",
  "scanner-credentials",
  "scanner-limited",
  /** It answers, but not as such a scanner does. */
  "scanner-answer",
  /** It works, but has no advisories (yet). */
  "scanner-not-ready",
  "scanner-slow",
  /** It took the image and could not scan it. */
  "scanner-failed",
  "sample-is-read-only",
  "not-scannable",
  "no-report",
  "service-unavailable",
  "internal",
] as const;
export const problemCodeSchema = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** RFC 9457 problem document, with a `code` that programs can rely on and a `hint` for people. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: problemCodeSchema,
  hint: z.string().optional(),
  /** The fields that were refused, by path, where the request was malformed. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
