import { type VerdictReason, type VerdictResult, verdictResults } from "@plimsoll/api";
import { evaluatePolicy } from "@plimsoll/engine/policy";
import { nobody } from "../database/seen.ts";
import type { Excepting } from "../exceptions/kept.ts";
import type { JudgedImage } from "./images.ts";
import { deciding, type PolicyInForce } from "./policies-in-force.ts";

/** What is said of an image, and to whom. */
export type Said = {
  /** A workspace; `nobody`: by the platform alone, which is what everybody sees that has nothing to add. */
  readonly workspaceId: string;
  readonly policyId: string;
  readonly version: number;
  readonly result: VerdictResult;
  readonly reasons: readonly VerdictReason[];
  /** Whether gates and the platform go by it: it is the worst of those whom the image belongs to. */
  readonly counts: boolean;
};

/** How many of the image's findings an exception takes out. */
export type Excepted = ReadonlyMap<string, number>;

/**
 * Of the platform's policies the narrowest decides, and of a workspace's own the narrowest too: the worse of both counts,
 * so that a workspace can ask for more and never for less. What it accepts holds for what belongs to it, whoever's policy
 * decides; where an image belongs to several, all of them have to accept it before a gate does.
 */
export function judgePlace(
  { place, facts }: JudgedImage,
  policies: readonly PolicyInForce[],
  except: Excepting,
  now: Date,
): { readonly said: readonly Said[]; readonly excepted: Excepted } {
  const excepted = new Map<string, number>();
  const judge = (workspaces: readonly string[]): Omit<Said, "counts"> | null => {
    const found = except(facts?.findings ?? [], { ...place, workspaces });
    for (const [id, these] of Map.groupBy(found.excepted, ({ exception }) => exception.id))
      excepted.set(id, Math.max(excepted.get(id) ?? 0, these.length));
    const seen = facts && { ...facts, findings: found.counted };
    const said = [...workspaces, null].flatMap((owner) => {
      const own = policies.filter(({ scope }) => scope.workspace_id === owner);
      const policy = deciding(own, { ...place, workspaces });
      if (policy === undefined) return [];
      const { id: policyId, version } = policy;
      return [{ policyId, version, ...evaluatePolicy(policy.rules, seen, now) }];
    });
    const [worst] = said.sort(byResult);
    return worst === undefined ? null : { workspaceId: workspaces[0] ?? nobody, ...worst };
  };
  const general = judge([]);
  const own = place.workspaces.flatMap((id) => {
    const said = judge([id]);
    return said === null || isSame(said, general) ? [] : [said];
  });
  return { said: whichCounts(place.workspaces, general, own), excepted };
}

/** All of them: what counts is the worst of those that go by it. Who has nothing of their own to say goes by the platform's. */
export function whichCounts(
  workspaces: readonly string[],
  general: Omit<Said, "counts"> | null,
  own: readonly Omit<Said, "counts">[],
): Said[] {
  const all = general === null ? own : [general, ...own];
  const goBy = own.length > 0 && own.length === workspaces.length ? own : all;
  const [counting] = goBy.toSorted(byResult);
  return all.map((one) => ({ ...one, counts: one === counting }));
}

function byResult(a: Pick<Said, "result">, b: Pick<Said, "result">): number {
  return verdictResults.indexOf(a.result) - verdictResults.indexOf(b.result);
}

function isSame(a: Omit<Said, "counts">, b: Omit<Said, "counts"> | null): boolean {
  const { workspaceId: _, ...one } = a;
  const { workspaceId: __, ...other } = b ?? a;
  return b !== null && JSON.stringify(one) === JSON.stringify(other);
}
