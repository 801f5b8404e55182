import type { Package } from "../inventory/package.ts";
import type { Finding } from "../match/finding.ts";
import { type Comparable, compareResults } from "../remedy/compare.ts";
import type { ScanResult } from "../scan.ts";
import { evaluatePolicy } from "./evaluate.ts";
import { factsOf } from "./facts.ts";
import type { Policy } from "./policy.ts";
import { type ScanVerdict, worstVerdict } from "./verdict.ts";

export type NamedPolicy = { readonly name: string; readonly policy: Policy };

/** An image that is not blamed on this one: what it had too does not count. */
export type Before = Comparable & { readonly reference: string; readonly digest: string };

/** A result to compare with: what is suppressed there is not new here. */
export function beforeOf({ image, findings, suppressed, packages }: ScanResult): Before {
  const { reference, digest } = image;
  return { reference, digest, findings: [...findings, ...suppressed], packages };
}

/** What policies say of a scanned image as of now. */
export function judgeResult(
  result: ScanResult,
  policies: readonly NamedPolicy[],
  { before = null, now }: { readonly before?: Before | null; readonly now: Date },
): ScanVerdict {
  const facts = factsOf(before ? onlyNew(result, before) : result, now);
  const judged = policies.map(({ name, policy }) => ({
    name,
    rules: policy.rules.map((rule) => rule.name),
    ...evaluatePolicy(policy, facts, now),
  }));
  return {
    result: worstVerdict(judged.map((one) => one.result)),
    policies: judged,
    since: before && { reference: before.reference, digest: before.digest },
  };
}

/** Findings of the second that the first has not, at all their places; packages that it has not in that version. */
function onlyNew(result: ScanResult, before: Before): ScanResult {
  const { findings, packages } = compareResults(before, result);
  const keyOf = ({ id, package: one }: Finding) => [id, one.type, one.name].join("\0");
  // Each is there once, with one of its places.
  const added = new Set(findings.added.findings.map(keyOf));
  const nameOf = (one: Pick<Package, "type" | "name">) => `${one.type}\0${one.name}`;
  const versions = new Map<string, readonly string[] | null>([
    ...packages.added.map((one) => [nameOf(one), null] as const),
    ...packages.changed.map((one) => [nameOf(one), one.to] as const),
  ]);
  return {
    ...result,
    findings: result.findings.filter((one) => added.has(keyOf(one))),
    packages: result.packages.filter((one) => {
      const to = versions.get(nameOf(one));
      return to === null || (to?.includes(one.version) ?? false);
    }),
  };
}
