import type { PreventedSeverity, PreventionWish, Severity } from "@plimsoll/api";
import { type ExceptionScope, matchesPattern, type PolicyRule } from "@plimsoll/engine/policy";
import type { KeptException } from "../exceptions/kept.ts";
import { toScope } from "../policies/scope.ts";
import type { ProjectPrevention } from "../registries/harbor/prevention.ts";
import type { PolicyInForce } from "../verdicts/policies-in-force.ts";

type PreventedSpace = {
  readonly workspaces: readonly string[];
  readonly registryId: string;
  readonly name: string;
};
type LeftOut = PreventionWish["leftOut"][number];

/** Of what is left out, so much is named. */
const named = 100;

/**
 * What policies (in the order in which they decide) and exceptions (those that hold) come to for a whole space, as far as
 * a Harbor's project can hold it: one severity, and a list of CVE ids with one end.
 */
export function wishFor(
  space: PreventedSpace,
  policies: readonly PolicyInForce[],
  exceptions: readonly KeptException[],
): PreventionWish {
  const [{ decided, severity }] = [...space.workspaces, null]
    .map((owner) => {
      const own = policies.filter(({ scope }) => scope.workspace_id === owner);
      const one = decide(space, own);
      return { decided: one, severity: severityOf(one.policy?.rules.rules ?? []) };
    })
    .sort((a, b) => strictness(b.severity.severity) - strictness(a.severity.severity)) as [Decided];
  const allowed = allow(space, exceptions);
  const leftOut = [...decided.leftOut, ...severity.leftOut, ...allowed.leftOut];
  return {
    policy: decided.policy ? { id: decided.policy.id, name: decided.policy.name } : null,
    severity: severity.severity,
    allowed: allowed.ids,
    until: allowed.until,
    leftOut: leftOut.slice(0, named),
    leftOutCount: leftOut.length,
  };
}

type Decided = {
  readonly decided: ReturnType<typeof decide>;
  readonly severity: ReturnType<typeof severityOf>;
};

/** Of what the platform wants and each workspace that the space belongs to, the one that lets the least through. */
function strictness(severity: PreventedSeverity | null): number {
  return severity === null ? -1 : strictest.indexOf(severity);
}

const strictest: readonly PreventedSeverity[] = ["critical", "high", "medium", "low", "none"];

/** The same as Harbor has it. An exception holds through its last day, so the list ends with the next. */
export function asProject({ severity, allowed, until }: PreventionWish): ProjectPrevention {
  return {
    prevent: severity !== null,
    severity,
    systemList: false,
    ids: allowed,
    expiresAt: until === null ? null : Date.parse(until) / 1000 + 86_400,
  };
}

/** The first that is about the whole space; those before it are about some of its images. */
function decide(space: PreventedSpace, policies: readonly PolicyInForce[]) {
  const leftOut: LeftOut[] = [];
  for (const policy of policies) {
    const { registryId: registry, ...scope } = toScope(policy.scope);
    const reach = reachOf({ ...scope, registry }, space);
    if (reach === "all") return { policy, leftOut };
    if (reach === "some") leftOut.push({ what: "policy", name: policy.name, reason: "narrower" });
  }
  return { policy: null, leftOut };
}

/** Harbor has no unknown, and nothing below `low` but `none`: any. */
const levels: Readonly<Record<Severity, PreventedSeverity>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  negligible: "none",
  unknown: "none",
};
/** The least first. */
const ranked: readonly Severity[] = ["unknown", "negligible", "low", "medium", "high", "critical"];

/** The least severe that a rule fails for. */
function severityOf(rules: readonly PolicyRule[]) {
  const leftOut: LeftOut[] = [];
  let least: Severity | null = null;
  for (const { name, result, finding } of rules) {
    if (result !== "fail") continue;
    const given = finding?.severity;
    if (given === undefined) {
      leftOut.push({ what: "rule", name, reason: finding ? "no-severity" : "image" });
      continue;
    }
    if (Object.values(finding ?? {}).filter((one) => one !== undefined).length > 1)
      leftOut.push({ what: "rule", name, reason: "stricter" });
    if (least === null || ranked.indexOf(given) < ranked.indexOf(least)) least = given;
  }
  return { severity: least === null ? null : levels[least], leftOut };
}

const plainCve = /^CVE-\d{4}-\d{4,}$/;

function allow(space: PreventedSpace, exceptions: readonly KeptException[]) {
  const leftOut: LeftOut[] = [];
  const ends = new Map<string, string | null>();
  // What one of several workspaces accepts, the others have not: a project's list is one for all.
  const [sole, ...others] = space.workspaces;
  const isMeant = ({ workspaceId }: KeptException) =>
    workspaceId === null || (others.length === 0 && workspaceId === sole);
  for (const one of exceptions.filter(isMeant)) {
    const { vulnerability: name, package: of, scope, expires } = one;
    const reach = reachOf(scope, space);
    if (reach === "none") continue;
    const id = name.toUpperCase();
    const reason = name.includes("*")
      ? "pattern"
      : !plainCve.test(id)
        ? "no-cve"
        : of !== null
          ? "package"
          : reach === "some"
            ? "narrower"
            : null;
    if (reason !== null) leftOut.push({ what: "exception", name, reason });
    // Of two for the same, it holds as long as either does.
    else ends.set(id, later(ends.has(id) ? (ends.get(id) ?? null) : expires, expires));
  }
  const [until = null] = [...ends.values()].filter((end) => end !== null).sort();
  return { ids: [...ends.keys()].sort(), until, leftOut };
}

function later(one: string | null, other: string | null): string | null {
  return one === null || other === null ? null : one > other ? one : other;
}

/** Whether a scope holds all that a space may ever have, some of it, or nothing. */
function reachOf(
  { registry, space, repository = "*", tag = "*" }: ExceptionScope,
  { registryId, name }: PreventedSpace,
): "all" | "some" | "none" {
  if (registry !== undefined && registry !== registryId) return "none";
  if (space !== undefined && !matchesPattern(space, name)) return "none";
  const within = `${name}/`.toLowerCase();
  const [start = "", ...more] = repository.toLowerCase().split("*");
  const meets = start.startsWith(within) || (more.length > 0 && within.startsWith(start));
  if (!meets) return "none";
  const whole = repository.endsWith("*") && matchesPattern(repository, within);
  return whole && /^\*+$/.test(tag) ? "all" : "some";
}
