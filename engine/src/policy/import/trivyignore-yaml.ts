import { z } from "zod";
import { PlimsollError } from "../../error.ts";
import { say } from "../../said.ts";
import { parsePurl } from "../../vex/purl-match.ts";
import type { Exception } from "../exceptions.ts";
import { checkYaml, faultText } from "../yaml.ts";
import { type Importer, isVulnerabilityId, lastWholeDay, timeOf } from "./form.ts";
import { notTaken } from "./not-taken.ts";

const entry = z.looseObject({
  id: z.string().trim().min(1).max(200),
  paths: z.array(z.string().min(1).max(500)).max(100).nullish(),
  purls: z.array(z.string().min(1).max(500)).max(1000).nullish(),
  expired_at: z.string().nullish(),
  statement: z.string().nullish(),
});
const schema = z.looseObject({
  vulnerabilities: z.array(entry).max(10_000).nullish(),
  misconfigurations: z.array(z.unknown()).nullish(),
  secrets: z.array(z.unknown()).nullish(),
  licenses: z.array(z.unknown()).nullish(),
});

/**
 * Trivy's `.trivyignore.yaml`; of its lists, that of vulnerabilities.
 * https://trivy.dev/docs/latest/configuration/filtering/#trivyignoreyaml
 */
export const trivyignoreYaml: Importer = (text, context, name) => {
  const { value, faults } = checkYaml(text, schema);
  if (faults)
    throw new PlimsollError(
      "exceptions-invalid",
      `${name} is no .trivyignore.yaml: ${faultText(faults)}`,
    );
  const exceptions: Exception[] = [];
  const others = ["misconfigurations", "secrets", "licenses"] as const;
  const skipped: { line: string; reason: string }[] = others.flatMap((list) =>
    (value[list] ?? []).length > 0
      ? [{ line: list, reason: say(notTaken, "only-vulnerabilities") }]
      : [],
  );
  for (const { id, paths, purls, expired_at, statement } of value.vulnerabilities ?? []) {
    const fault = faultOf({ id, paths, purls, expired_at });
    if (fault) {
      skipped.push({ line: id, reason: fault });
      continue;
    }
    const end = expired_at ? timeOf(expired_at) : null;
    for (const one of purls?.length ? purls : [null])
      exceptions.push({
        ...{ vulnerability: id, package: one, scope: context.scope, justification: null },
        ...(paths?.length ? { paths } : {}),
        reason: statement?.trim().slice(0, 2000) || context.reason,
        expires: end ? lastWholeDay(end) : context.expires,
      });
  }
  return { exceptions, skipped };
};

function faultOf({ id, paths, purls, expired_at }: z.infer<typeof entry>): string | null {
  if (!isVulnerabilityId(id)) return say(notTaken, "no-id");
  if (expired_at && timeOf(expired_at) === null)
    return say(notTaken, "end-no-time", { end: expired_at });
  const path = paths?.find((one) => /[[\]{}?\\]/.test(one));
  if (path !== undefined) return say(notTaken, "path-pattern", { path });
  const purl = purls?.find((one) => parsePurl(one) === null);
  if (purl !== undefined) return say(notTaken, "no-purl", { purl });
  return null;
}
