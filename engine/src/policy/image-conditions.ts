import { parseReference } from "../image/reference.ts";
import { say, type Values } from "../said.ts";
import { isPackage } from "./exceptions.ts";
import type { ImageFacts, PackageFacts } from "./facts.ts";
import { ago, dateOf } from "./finding-conditions.ts";
import { licenceMatches } from "./licences.ts";
import { matchesPattern } from "./pattern.ts";
import type { ImageConditions } from "./policy.ts";
import { reasonWords } from "./reason-words.ts";
import type { ReasonKind } from "./verdict.ts";

/** What is met, or why that cannot be told. */
export type Remark = { readonly isKnown: boolean; readonly text: string; readonly count: number };

const said = (code: keyof typeof reasonWords, values?: Values): string =>
  say(reasonWords, code, values);

type Wanted = { readonly [K in keyof ImageConditions]-?: NonNullable<ImageConditions[K]> };
type Asked = { readonly [K in keyof Wanted]?: Wanted[K] | undefined };

type Condition<T> = {
  readonly kind: ReasonKind;
  /** Null where it is not met. */
  readonly judge: (wanted: T, facts: ImageFacts, now: Date) => Remark | null;
};

const conditions: { readonly [K in keyof Wanted]: Condition<Wanted[K]> } = {
  baseImages: {
    kind: "base-image",
    judge(allowed, { base }) {
      if (base === null || (base.reference === null && base.digest === null))
        return unknown(said("base-unknown"));
      const names = namesOf(base);
      return names.some((name) => allowed.some((pattern) => matchesPattern(pattern, name)))
        ? null
        : met(said("base-not-allowed", { name: names[0] ?? "" }));
    },
  },
  endOfLife: {
    kind: "end-of-life",
    judge: (_, { endOfLife }) =>
      endOfLife?.ended ? met(said("end-of-life", { date: endOfLife.date })) : null,
  },
  notScanned: { kind: "not-scanned", judge: () => null },
  reportOlderThanDays: {
    kind: "report-old",
    judge: (days, { reportedAt }, now) =>
      isOlder(reportedAt, days, now)
        ? met(
            said(days === 1 ? "report-old-day" : "report-old", {
              date: dayOf(reportedAt),
              count: days,
            }),
          )
        : null,
  },
  databaseOlderThanDays: {
    kind: "database-old",
    judge(days, { databaseDate }, now) {
      const date = dateOf(databaseDate);
      if (date === null) return unknown(said("database-undated"));
      return isOlder(date, days, now)
        ? met(
            said(days === 1 ? "database-old-day" : "database-old", {
              date: dayOf(date),
              count: days,
            }),
          )
        : null;
    },
  },
  unchecked: {
    kind: "unchecked",
    judge(_, { unchecked }) {
      if (unchecked === null) return unknown(said("unchecked-unknown"));
      return unchecked > 0
        ? met(
            said(unchecked === 1 ? "unchecked-one" : "unchecked", { count: unchecked }),
            unchecked,
          )
        : null;
    },
  },
  licenses: {
    kind: "license",
    judge(wanted, { packages }) {
      const under = (packages ?? []).filter(({ licenses }) =>
        licenses?.some((one) => licenceMatches(wanted, one)),
      );
      if (under.length > 0)
        return met(said("licences", { listed: listed(under, licenceOf) }), under.length);
      return packages === null || packages.some(({ licenses }) => licenses === null)
        ? unknown(said("licences-unknown"))
        : null;
    },
  },
  packages: {
    kind: "package",
    judge(wanted, { packages }) {
      if (packages === null) return unknown(said("packages-unknown"));
      const there = packages.filter((one) =>
        wanted.some(
          (pattern) =>
            isPackage(pattern, one) || matchesPattern(pattern, `${one.name}@${one.version}`),
        ),
      );
      return there.length > 0
        ? met(said("packages", { listed: listed(there, () => "") }), there.length)
        : null;
    },
  },
};
const names = Object.keys(conditions) as readonly (keyof Wanted)[];

/** What of a rule is met by an image, or cannot be judged. */
export function remarksOf(
  rule: Asked,
  facts: ImageFacts,
  now: Date,
): (Remark & { readonly kind: ReasonKind })[] {
  return names.flatMap((name) => {
    const remark = judgeOne(name, rule, facts, now);
    return remark ? [{ ...remark, kind: conditions[name].kind }] : [];
  });
}

function judgeOne<K extends keyof Wanted>(
  name: K,
  rule: Asked,
  facts: ImageFacts,
  now: Date,
): Remark | null {
  const wanted: Wanted[K] | undefined = rule[name];
  return wanted === undefined ? null : conditions[name].judge(wanted, facts, now);
}

function met(text: string, count = 1): Remark {
  return { isKnown: true, text, count };
}

function unknown(text: string): Remark {
  return { isKnown: false, text, count: 0 };
}

/** As it was written, and in full: `debian:12` is `docker.io/library/debian:12`. */
function namesOf({ reference, digest }: NonNullable<ImageFacts["base"]>): string[] {
  const written = reference ?? "";
  const whole = [written, wholeName(written)].filter((one) => one !== "");
  const pinned = digest === null ? [] : whole.map((one) => `${one.split("@")[0]}@${digest}`);
  return [...new Set([...whole, ...pinned, ...(digest === null ? [] : [digest])])];
}

function wholeName(reference: string): string {
  try {
    const { registry, repository, tag, digest } = parseReference(reference);
    return `${registry}/${repository}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
  } catch {
    return "";
  }
}

function isOlder(date: Date, days: number, now: Date): boolean {
  // A whole day more: what is of the day itself is not older than that.
  return ago(date, days + 1, now) ?? false;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const shown = 5;

function listed(packages: readonly PackageFacts[], more: (one: PackageFacts) => string): string {
  const first = packages
    .slice(0, shown)
    .map((one) => `${one.name} ${one.version}${more(one)}`)
    .join(", ");
  return packages.length > shown ? `${first} and ${packages.length - shown} more` : first;
}

function licenceOf({ licenses }: PackageFacts): string {
  return ` (${(licenses ?? []).join(", ")})`;
}
