import { type Numeral, order, toNumeral } from "./numeral.ts";
import { type Order, plainOperators, type Scheme } from "./scheme.ts";

type Version = {
  readonly epoch: Numeral;
  readonly version: readonly Segment[];
  /** Null where none is given. */
  readonly release: readonly Segment[] | null;
};

/** A number, a word, `~` or `^`. */
type Segment = Numeral | string;

const rpmOrder: Order<Version> = {
  parse(text) {
    const [, epoch = "0", version = "", release] =
      /^(?:(\d+):)?([A-Za-z0-9._+~^]+)(?:-([A-Za-z0-9._+~^]+))?$/.exec(text.trim()) ?? [];
    if (version === "") return null;
    return {
      epoch: toNumeral(epoch),
      version: segments(version),
      release: release === undefined ? null : segments(release),
    };
  },
  /** No release comes before any, as rpm.vercmp has it: with "equal to all" there would be no order. */
  compare: (a, b) =>
    compareVersion(a, b) ||
    (a.release === null || b.release === null
      ? Number(a.release !== null) - Number(b.release !== null)
      : compareSegments(a.release, b.release)),
};

/** As a dependency does, a constraint without a release asks nothing of it: `<= 1.2` holds 1.2-3. */
const dependency: Order<Version> = {
  parse: rpmOrder.parse,
  compare: (a, b) =>
    b.release === null || a.release === null ? compareVersion(a, b) : rpmOrder.compare(a, b),
};

/** epoch:version-release, https://rpm.org/docs/latest/man/rpm-version.7 */
export const rpm: Scheme<Version> = { ...rpmOrder, operators: plainOperators(dependency) };

function segments(text: string): Segment[] {
  return Array.from(text.matchAll(/\d+|[A-Za-z]+|[~^]/g), ([segment]) =>
    /^\d/.test(segment) ? toNumeral(segment) : segment,
  );
}

function compareVersion(a: Version, b: Version): number {
  return order(a.epoch, b.epoch) || compareSegments(a.version, b.version);
}

function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at], b[at]];
    const difference = order(rank(left), rank(right));
    if (difference !== 0) return difference;
    // Of one rank they are of one type.
    const inside = order(left ?? "", right ?? "");
    if (inside !== 0) return inside;
  }
  return 0;
}

/** `~` sorts before the end and `^` right after it, a number after a word. */
function rank(segment: Segment | undefined): number {
  if (segment === undefined) return 1;
  if (typeof segment !== "string") return 4;
  return segment === "~" ? 0 : segment === "^" ? 2 : 3;
}
