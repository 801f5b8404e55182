import { checkPolicy, type Policy } from "@plimsoll/engine/policy";
import type { Db } from "../database/open.ts";
import { isAbout, narrowness, type Place, type ScopeRow } from "../policies/scope.ts";
import type { Wants } from "./images.ts";

export type PolicyInForce = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly scope: ScopeRow;
  readonly rules: Policy;
};

const read = new Map<string, Policy>();

/** Those that are enabled, in the order in which they decide. */
export async function policiesInForce(db: Db): Promise<PolicyInForce[]> {
  const rows = await db.selectFrom("policy").selectAll().where("enabled", "=", true).execute();
  return rows
    .flatMap((row) => {
      const rules = rulesOf(row.document);
      return rules === null ? [] : [{ ...row, scope: row, rules }];
    })
    .sort((a, b) => narrowness(b.scope) - narrowness(a.scope) || a.name.localeCompare(b.name));
}

/** The narrowest that is about the image. */
export function deciding(
  policies: readonly PolicyInForce[],
  place: Place,
): PolicyInForce | undefined {
  return policies.find(({ scope }) => isAbout(scope, place));
}

/** What has to be read of images for their rules. */
export function wantsOf(policies: readonly Policy[]): Wants {
  const rules = policies.flatMap((policy) => policy.rules);
  return {
    base: rules.some(({ finding, image }) => finding?.from ?? image?.baseImages),
    seen: rules.some(({ finding }) => finding?.seenDays !== undefined),
    packages: rules.some(({ image }) => image?.licenses ?? image?.packages),
  };
}

/** Whether what it says of an image may change although nothing about the image does. */
export function changesWithTime({ rules }: Policy): boolean {
  return rules.some(({ finding, image }) =>
    Object.keys(finding ?? image ?? {}).some((key) => /Days$|^endOfLife$/.test(key)),
  );
}

/** One that an older version of the product took and this one does not decides nothing. */
function rulesOf(document: string): Policy | null {
  const known = read.get(document);
  if (known !== undefined) return known;
  const { value } = checkPolicy(document);
  if (value === null) return null;
  if (read.size > 1000) read.clear();
  read.set(document, value);
  return value;
}
