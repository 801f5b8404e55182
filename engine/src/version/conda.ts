import { type Numeral, order, toNumeral } from "./numeral.ts";
import { type Operators, type Order, plainOperators, type Scheme, type Test } from "./scheme.ts";

type Version = {
  /** The epoch first. */
  readonly components: readonly Component[];
  readonly local: readonly Component[];
};
/** Numbers and words in turn, a number first. */
type Component = readonly (Numeral | string)[];

const condaOrder: Order<Version> = {
  parse(text) {
    const lower = text.trim().toLowerCase();
    const version = lower.includes("_") ? lower : lower.replaceAll("-", "_");
    const [, epoch = "0", main = "", local] =
      /^(?:(\d+)!)?([0-9a-z][._0-9a-z]*)(?:\+([._0-9a-z]+))?$/.exec(version) ?? [];
    // A last underscore is part of the last component: OpenSSL's 1.0.1_ comes before 1.0.1a.
    const components = [epoch, ...split(main.replace(/_$/, ""))];
    if (main.endsWith("_")) components.push(`${components.pop() ?? ""}_`);
    const locals = local === undefined ? [] : split(local);
    if (main === "" || [...components, ...locals].includes("")) return null;
    return { components: components.map(component), local: locals.map(component) };
  },
  compare: (a, b) =>
    compareComponents(a.components, b.components) || compareComponents(a.local, b.local),
};

const plain = plainOperators(condaOrder);
const prefixOr =
  (operator: string, always: boolean): ((text: string) => Test<Version> | null) =>
  (text) => {
    const prefix = /^(.*?)\.?\*$/.exec(text)?.[1];
    if (prefix === undefined && !always) return plain[operator]?.(text) ?? null;
    return startsWith(prefix ?? text);
  };
const inside = prefixOr("", false);

const operators: Operators<Version> = {
  ...plain,
  "": inside,
  // One sign asks for the beginning alone.
  "=": prefixOr("", true),
  "==": inside,
  "!="(text) {
    const test = inside(text);
    return test && ((version) => !test(version));
  },
  "~="(text) {
    const start = /^(.+)\.[^.]+$/.exec(text)?.[1];
    const [low, test] = [plain[">="]?.(text), start === undefined ? null : startsWith(start)];
    return low && test ? (version) => low(version) && test(version) : null;
  },
};

/** https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html and conda's VersionOrder. */
export const conda: Scheme<Version> = { ...condaOrder, operators, or: /\|\|?/ };

function split(text: string): string[] {
  return text.split(/[._]/);
}

function component(text: string): Component {
  const runs = Array.from(text.matchAll(/\d+|\D+/g), ([run]) =>
    /^\d/.test(run) ? toNumeral(run) : (special.get(run) ?? run),
  );
  return typeof runs[0] === "string" || text.startsWith("post") ? [0, ...runs] : runs;
}

/** `dev` comes before all words, which come before numbers, which come before `post`. */
const special = new Map<string, Numeral | string>([
  ["post", Infinity],
  ["dev", "DEV"],
]);

function compareComponents(a: readonly Component[], b: readonly Component[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = compareRuns(a[at] ?? [], b[at] ?? []);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareRuns(a: Component, b: Component): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0];
    const word = typeof left === "string";
    if (word !== (typeof right === "string")) return word ? -1 : 1;
    const difference = order(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** 1.2.3 and 1.2a start with 1.2, 1.20 does not; the last word may go on. */
function startsWith(text: string): Test<Version> | null {
  if (text === "") return () => true;
  const prefix = condaOrder.parse(text);
  if (prefix === null || prefix.local.length > 0) return null;
  const last = prefix.components.length - 1;
  const end = prefix.components[last] ?? [];
  return ({ components }) => {
    if (compareComponents(components.slice(0, last), prefix.components.slice(0, last)) !== 0)
      return false;
    const runs = components[last] ?? [];
    return end.every((run, at) => {
      const own = runs[at] ?? 0;
      if (at === end.length - 1 && typeof run === "string" && typeof own === "string")
        return own.startsWith(run);
      return compareRuns([own], [run]) === 0;
    });
  };
}
