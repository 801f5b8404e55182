import { compareNumerals, increment, type Numeral, order, toNumeral } from "./numeral.ts";
import { type Operators, type Order, plainOperators, type Scheme, type Test } from "./scheme.ts";

type Version = {
  readonly epoch: Numeral;
  readonly release: readonly Numeral[];
  readonly pre: { readonly rank: number; readonly number: Numeral } | null;
  readonly post: Numeral | null;
  readonly dev: Numeral | null;
  readonly local: readonly (Numeral | string)[] | null;
};

const pattern =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|([-_.]?(?:post|rev|r)[-_.]?)(\d*))?(?:([-_.]?dev[-_.]?)(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const preRanks: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };

const pep440Order: Order<Version> = {
  parse(text) {
    const match = pattern.exec(text.trim().toLowerCase());
    if (!match) return null;
    const [, epoch = "0", release = "", pre, preNumber = "", dashed, post, postNumber = ""] = match;
    const [dev, devNumber = "", local] = match.slice(8);
    return {
      epoch: toNumeral(epoch),
      release: release.split(".").map(toNumeral),
      pre: pre === undefined ? null : { rank: preRanks[pre] ?? 2, number: toNumeral(preNumber) },
      post:
        dashed !== undefined
          ? toNumeral(dashed)
          : post !== undefined
            ? toNumeral(postNumber)
            : null,
      dev: dev === undefined ? null : toNumeral(devNumber),
      local:
        local?.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? toNumeral(part) : part)) ?? null,
    };
  },
  compare: (a, b) => comparePublic(a, b) || compareLocal(a.local, b.local),
};

/** A local label counts where the bound has one: advisories write such, although the specification forbids it. */
const plain = plainOperators<Version>({
  parse: pep440Order.parse,
  compare: (version, bound) =>
    bound.local === null ? comparePublic(version, bound) : pep440Order.compare(version, bound),
});

const operators: Operators<Version> = {
  ...plain,
  "": equal,
  "=": equal,
  "==": equal,
  "!="(text) {
    const test = equal(text);
    return test && ((version) => !test(version));
  },
  // A post-release of the bound itself is not after it, unless the bound is one too.
  ">"(text) {
    const [bound, after] = [pep440Order.parse(text), plain[">"]?.(text)];
    if (!bound || !after) return null;
    const isPostOfBound = (version: Version) =>
      version.post !== null &&
      bound.post === null &&
      comparePublic({ ...version, post: null, dev: null }, bound) === 0;
    return (version) => after(version) && !isPostOfBound(version);
  },
  "~="(text) {
    const bound = pep440Order.parse(text);
    if (bound === null || bound.release.length < 2) return null;
    const inside = startsWith(bound.epoch, bound.release.slice(0, -1));
    return (version) => comparePublic(version, bound) >= 0 && inside(version);
  },
  "==="(text) {
    const bound = pep440Order.parse(text);
    return bound && ((version) => pep440Order.compare(version, bound) === 0);
  },
};

/**
 * https://packaging.python.org/en/latest/specifications/version-specifiers/, but that `<2.0` holds 2.0rc1:
 * a range of an advisory ends where the fix is.
 */
export const pep440: Scheme<Version> = { ...pep440Order, operators };

/** `==1.2.*` beside `==1.2`. */
function equal(text: string): Test<Version> | null {
  if (!text.endsWith(".*")) return plain["="]?.(text) ?? null;
  const part = pep440Order.parse(text.slice(0, -2));
  const released = part?.pre === null && part.post === null && part.dev === null;
  return released && part.local === null ? startsWith(part.epoch, part.release) : null;
}

function startsWith(epoch: Numeral, release: readonly Numeral[]): Test<Version> {
  const last = release.length - 1;
  const end = [...release.slice(0, last), increment(release[last] ?? 0)];
  return (version) =>
    order(version.epoch, epoch) === 0 &&
    compareNumerals(version.release, release) >= 0 &&
    compareNumerals(version.release, end) < 0;
}

function comparePublic(a: Version, b: Version): number {
  return (
    order(a.epoch, b.epoch) ||
    compareNumerals(a.release, b.release) ||
    order(stage(a), stage(b)) ||
    order(a.pre?.number ?? 0, b.pre?.number ?? 0) ||
    order(a.post ?? -1, b.post ?? -1) ||
    compareDev(a.dev, b.dev)
  );
}

/** A development release comes before the prereleases of its release, which come before the release. */
function stage({ pre, post, dev }: Version): number {
  if (pre !== null) return pre.rank;
  return post === null && dev !== null ? -1 : 3;
}

/** No development release comes after all of them. */
function compareDev(a: Numeral | null, b: Numeral | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return order(a, b);
}

/** No label comes first, then fewer parts, and in each place words before numbers. */
function compareLocal(a: Version["local"], b: Version["local"]): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const word = typeof left === "string";
    if (word !== (typeof right === "string")) return word ? -1 : 1;
    const difference = order(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}
