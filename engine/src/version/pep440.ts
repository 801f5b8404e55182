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

/** As the specifiers say; bounds may have a local label, which advisories write although the specification forbids it. */
const operators: Operators<Version> = {
  ...plainOperators<Version>({
    parse: pep440Order.parse,
    compare: (version, bound) =>
      bound.local === null ? comparePublic(version, bound) : pep440Order.compare(version, bound),
  }),
  // A prerelease of the bound is not before it, nor a post-release after it, unless the bound is one itself.
  "<": bounded(
    (version, bound) =>
      comparePublic(version, bound) < 0 ||
      (bound.local !== null && pep440Order.compare(version, bound) < 0),
    (version, bound) => !isPrerelease(bound) && isPrerelease(version) && sameBase(version, bound),
  ),
  ">": bounded(
    (version, bound) =>
      bound.local === null
        ? comparePublic(version, bound) > 0
        : pep440Order.compare(version, bound) > 0,
    (version, bound) => bound.post === null && version.post !== null && sameBase(version, bound),
  ),
  "~="(text) {
    const bound = pep440Order.parse(text);
    if (bound === null || bound.release.length < 2) return null;
    const inside = prefixed(bound.epoch, bound.release.slice(0, -1));
    return (version) => pep440Order.compare(version, bound) >= 0 && inside(version);
  },
  "==="(text) {
    const bound = pep440Order.parse(text);
    return bound && ((version) => pep440Order.compare(version, bound) === 0);
  },
};

const equality = ["", "=", "=="].map((operator) => [operator, equalOrInside(operator)] as const);

/** https://packaging.python.org/en/latest/specifications/version-specifiers/ */
export const pep440: Scheme<Version> = {
  ...pep440Order,
  operators: {
    ...operators,
    ...Object.fromEntries(equality),
    "!="(text) {
      const test = equalOrInside("")(text);
      return test && ((version) => !test(version));
    },
  },
};

/** `==1.2.*` beside `==1.2`. */
function equalOrInside(operator: string): (text: string) => Test<Version> | null {
  return (text) => {
    if (text === "*") return () => true;
    if (!text.endsWith(".*")) return operators[operator]?.(text) ?? null;
    const part = pep440Order.parse(text.slice(0, -2));
    const whole = part !== null && !isPrerelease(part) && part.post === null && part.local === null;
    return whole ? prefixed(part.epoch, part.release) : null;
  };
}

function prefixed(epoch: Numeral, release: readonly Numeral[]): Test<Version> {
  const last = release.length - 1;
  const end = [...release.slice(0, last), increment(release[last] ?? 0)];
  return (version) =>
    order(version.epoch, epoch) === 0 &&
    compareNumerals(version.release, release) >= 0 &&
    compareNumerals(version.release, end) < 0;
}

function bounded(
  holds: (version: Version, bound: Version) => boolean,
  excepted: (version: Version, bound: Version) => boolean,
): (text: string) => Test<Version> | null {
  return (text) => {
    const bound = pep440Order.parse(text);
    return bound && ((version) => holds(version, bound) && !excepted(version, bound));
  };
}

function isPrerelease({ pre, dev }: Version): boolean {
  return pre !== null || dev !== null;
}

function sameBase(a: Version, b: Version): boolean {
  return order(a.epoch, b.epoch) === 0 && compareNumerals(a.release, b.release) === 0;
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
