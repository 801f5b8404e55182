import { z } from "zod";
import { PlimsollError } from "../../error.ts";
import { say } from "../../said.ts";
import type { Exception } from "../exceptions.ts";
import { asObjectOf, type Importer, lastWholeDay, timeOf } from "./form.ts";
import { notTaken } from "./not-taken.ts";

const schema = z.looseObject({
  items: z.array(z.looseObject({ cve_id: z.string() })).max(100_000),
  /** Seconds since 1970; none or 0 is never. */
  expires_at: z.number().nullish(),
});

/** An allowlist as Harbor's API gives it, of the system or of a project: https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml */
export const harbor: Importer = (text, context, name) => {
  const read = schema.safeParse(asObjectOf(text, name));
  if (!read.success)
    throw new PlimsollError("exceptions-invalid", `${name} is no allowlist of Harbor's`, {
      cause: read.error,
      hint: "Harbor's API gives it: GET /api/v2.0/system/CVEAllowlist, or cve_allowlist of a project.",
    });
  const { items, expires_at } = read.data;
  const ends = expires_at ? timeOf(expires_at * 1000) : null;
  const exceptions: Exception[] = [];
  const skipped: { line: string; reason: string }[] = [];
  for (const { cve_id } of items) {
    const id = cve_id.trim();
    if (id === "" || id.length > 200 || id.includes("*")) {
      skipped.push({ line: id.slice(0, 200), reason: say(notTaken, "no-id") });
      continue;
    }
    exceptions.push({
      ...{ vulnerability: id, package: null, scope: context.scope, justification: null },
      reason: context.reason,
      expires: ends ? lastWholeDay(ends) : context.expires,
    });
  }
  return { exceptions, skipped };
};
