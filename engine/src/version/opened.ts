import { PlimsollError } from "../error.ts";
import { parseConstraint } from "./constraint.ts";
import { remembered } from "./remembered.ts";
import { longestVersion, type Scheme } from "./scheme.ts";

/** What an advisory says of versions, in its ecosystem's own words: `>=1.0, <1.2.3 || =2.0`. */
export type Constraint = {
  /** The first alternative that holds the version, as written, which may be `""`; null when none does. Throws `version-invalid` for what is no version. */
  readonly match: (version: string) => string | null;
  /** What could not be read, a sentence for each alternative; the others count. */
  readonly faults: readonly string[];
  /** The bounds `<x` that versions are to be below, as written: the versions with the fix. */
  readonly fixes: readonly string[];
};

/** A scheme asked by texts; what it makes of them is hidden, and kept for a while. */
export type OpenedScheme = {
  readonly compare: (a: string, b: string) => -1 | 0 | 1;
  readonly constraint: (text: string) => Constraint;
};

/** Likewise of constraints: the longest known name some hundred versions one by one. */
const longestConstraint = 2 ** 18;

/** Kept of each scheme: an image has some hundred versions, and is asked about some thousand constraints. */
const versionsKept = 20_000;
const constraintsKept = 5_000;

/** `name` is what errors call it. */
export function open<V>(name: string, own: Scheme<V>): OpenedScheme {
  const parsed = remembered(versionsKept, own.parse);
  const scheme = {
    ...own,
    parse: (text: string) => (text.length > longestVersion ? null : parsed(text)),
  };
  const parse = (text: string): V => {
    const version = scheme.parse(text);
    if (version === null)
      throw new PlimsollError("version-invalid", `"${shortened(text)}" is no ${name} version`);
    return version;
  };
  const read = remembered(constraintsKept, (text: string): Constraint => {
    const { alternatives, faults, fixes } =
      text.length > longestConstraint
        ? { alternatives: [], faults: [{ part: text, text }], fixes: [] }
        : parseConstraint(scheme, text);
    return {
      match(version) {
        const one = parse(version);
        return alternatives.find(({ test }) => test(one))?.text ?? null;
      },
      faults: faults.map(({ part, text: whole }) => {
        const inside = part === whole ? "" : ` (in "${shortened(whole)}")`;
        return `"${shortened(part)}" is no constraint on ${name} versions${inside}`;
      }),
      fixes,
    };
  });
  return {
    // Zero has one sign only.
    compare: (a, b) => (Math.sign(scheme.compare(parse(a), parse(b))) || 0) as -1 | 0 | 1,
    constraint: read,
  };
}

function shortened(text: string): string {
  return text.slice(0, 100);
}
