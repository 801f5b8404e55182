import type { SuppressedFinding } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import { registryPlace } from "../report/identity.ts";
import type { ScanResult } from "../scan.ts";
import {
  applyExceptions,
  type Excepted,
  type Exception,
  type ExceptionSubject,
} from "./exceptions.ts";

/** An exception, and the file that it is in. */
export type FiledException = Exception & { readonly document: string };

/** Moves what is excepted on this day to `suppressed`, and tells which exceptions have ended or take nothing out. */
export function exceptResult<E extends FiledException>(
  result: ScanResult,
  exceptions: readonly E[],
  now: Date,
): { readonly result: ScanResult } & Pick<Excepted<never, E>, "expired" | "unused"> {
  const applied = applyExceptions(result.findings, exceptions, subjectOf(result), now);
  const excepted = applied.excepted.map(
    ({ finding, exception: { document, justification, reason, expires } }): SuppressedFinding => ({
      ...finding,
      suppressedBy: {
        ...{ document, status: "excepted", justification, statement: reason },
        until: expires,
      },
    }),
  );
  const { counted: findings, expired, unused } = applied;
  const suppressed = [...result.suppressed, ...excepted];
  return {
    result: { ...result, summary: summarise(findings), findings, suppressed },
    expired,
    unused,
  };
}

/** Its place in a registry, of which the first part of a longer path is the space. */
function subjectOf(result: ScanResult): ExceptionSubject {
  const place = registryPlace(result);
  const [registry = "", ...path] = (place?.repository ?? "").split("/");
  if (!place || path.length === 0)
    return { registry: null, space: null, repository: null, tags: [] };
  return {
    registry,
    space: path.length > 1 ? (path[0] ?? null) : null,
    repository: path.join("/"),
    tags: place.tag === null ? [] : [place.tag],
  };
}
