import { readIntervals } from "./interval.ts";
import { longestVersion, type Scheme, type Test } from "./scheme.ts";

/** A constraint as read: a version is inside when it is inside any of the alternatives. */
export type ReadConstraint<V> = {
  readonly alternatives: readonly { readonly text: string; readonly test: Test<V> }[];
  /** The alternatives that could not be read, each with the part that is at fault. */
  readonly faults: readonly Fault[];
  /** The bounds that versions must be below, in their order and once each: the versions that fix a flaw. */
  readonly fixes: readonly string[];
};
type Fault = { readonly part: string; readonly text: string };

const operatorPattern = /[\s,]*(===|==|=>|=<|=|!=|<>|<=|<|>=|>|~>|~=|~|\^)?\s*/y;
const versionPattern = /(?:[^\s,|<>=!()[\]]|!(?!=))+/y;
/** An operator for "less than". */
const before = "<";

/** Alternatives between `||`, each of comparisons between commas or spaces. An empty one holds every version. */
export function parseConstraint<V>(scheme: Scheme<V>, constraint: string): ReadConstraint<V> {
  const alternatives: { text: string; test: Test<V> }[] = [];
  const faults: Fault[] = [];
  const fixes: string[] = [];
  for (const part of constraint.split(scheme.or ?? "||")) {
    const text = part.trim();
    const read = readAlternative(scheme, text);
    if ("fault" in read) faults.push({ part: read.fault, text });
    else {
      alternatives.push({ text, test: read.test });
      fixes.push(...read.fixes);
    }
  }
  return { alternatives, faults, fixes: [...new Set(fixes)] };
}

type Read<V> = { readonly test: Test<V>; readonly fixes: readonly string[] };

function readAlternative<V>(scheme: Scheme<V>, text: string): Read<V> | { fault: string } {
  if (text === "" || text === "*") return { test: () => true, fixes: [] };
  if (scheme.intervals && /^[[(]/.test(text)) return readIntervals(scheme, text) ?? { fault: text };
  const tests: Test<V>[] = [];
  const fixes: string[] = [];
  for (const { operator, version, part } of comparisons(scheme.rewrite?.(text) ?? text)) {
    const readable = version !== "" && version.length <= longestVersion;
    const test = readable ? (scheme.operators[operator]?.(version) ?? null) : null;
    if (test === null) return { fault: part };
    tests.push(test);
    if (operator === before) fixes.push(version);
  }
  return { test: (version) => tests.every((test) => test(version)), fixes };
}

type Comparison = { readonly operator: string; readonly version: string; readonly part: string };

/** What cannot be told apart comes last, with no version. */
function* comparisons(text: string): Generator<Comparison> {
  const ended = /[\s,]*$/y;
  for (let at = 0; at < text.length; ) {
    ended.lastIndex = at;
    if (ended.test(text)) return;
    operatorPattern.lastIndex = at;
    const operator = operatorPattern.exec(text)?.[1] ?? "";
    versionPattern.lastIndex = operatorPattern.lastIndex;
    const version = versionPattern.exec(text)?.[0] ?? "";
    const end = version === "" ? text.length : versionPattern.lastIndex;
    yield { operator, version, part: text.slice(at, end).replace(/^[\s,]+/, "") };
    at = end;
  }
}
