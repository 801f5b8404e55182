import { isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { defaultLimits } from "../limits.ts";

/** What is wrong with a document, and where. */
export type Fault = {
  /** `rules[0].finding.severity`; empty where it is the whole document. */
  readonly path: string;
  /** Counts from 1; null where it cannot be told. */
  readonly line: number | null;
  readonly message: string;
};

export type Checked<T> =
  | { readonly value: T; readonly faults: null }
  | { readonly value: null; readonly faults: readonly Fault[] };

/** Faults that are told of one document. */
const mostFaults = 20;
/** https://en.wikipedia.org/wiki/Billion_laughs_attack */
const mostAliases = 100;

/** Reads one document of YAML (or JSON, which is YAML too) by its schema, and says of each fault where it is. */
export function checkYaml<T>(text: string, schema: z.ZodType<T>): Checked<T> {
  const most = defaultLimits.policyBytes;
  if (Buffer.byteLength(text) > most)
    return failed([whole(`It has more than ${most} bytes (limit policyBytes).`)]);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // Both take minutes where there is much that is wrong.
    ...{ uniqueKeys: false, prettyErrors: false },
  });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0)
    return failed(
      document.errors
        .slice(0, mostFaults)
        .map(({ message, pos }) => ({ path: "", line: lineAt(pos[0]), message })),
    );
  const twice = keysThereTwice(document, lineAt);
  if (twice.length > 0) return failed(twice);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch {
    return failed([whole("It repeats parts of itself more often than is followed.")]);
  }
  const read = schema.safeParse(value, { error: inWords });
  if (read.success) return { value: read.data, faults: null };
  return failed(
    read.error.issues.slice(0, mostFaults).map((issue) => {
      const key = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
      const path = key === undefined ? issue.path : [...issue.path, key];
      const at = offsetOf(document, path);
      return {
        path: pathText(path),
        line: at === null ? null : lineAt(at),
        message: issue.message,
      };
    }),
  );
}

/** `line 4, rules[0].finding.severity: It is missing.` */
export function faultLine({ path, line, message }: Fault): string {
  const place = [line === null ? "" : `line ${line}`, path].filter((one) => one !== "");
  return place.length > 0 ? `${place.join(", ")}: ${message}` : message;
}

/** The first ones, on one line. */
export function faultText(faults: readonly Fault[]): string {
  const more = faults.length > 5 ? [`and ${faults.length - 5} more.`] : [];
  return [...faults.slice(0, 5).map(faultLine), ...more].join(" ");
}

function failed(faults: readonly Fault[]): Checked<never> {
  return { value: null, faults: faults.slice(0, mostFaults) };
}

function whole(message: string): Fault {
  return { path: "", line: null, message };
}

type Document = ReturnType<typeof parseDocument>;

function keysThereTwice(document: Document, lineAt: (offset: number) => number): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name))
          faults.push({
            ...{ path: String(name), line: lineAt((key as ParsedNode).range[0]) },
            message: "It is there twice.",
          });
        seen.add(name);
      }
    },
  });
  return faults;
}

/** Where a value is, or what holds it where there is none; of a key of a map, the key. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? null;
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return text.join("").replace(/^\./, "");
}

const words: Readonly<Record<string, string>> = {
  array: "a list",
  object: "keys with values",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** What zod says of common faults, for people. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type" && issue.input === undefined) return "It is missing.";
  if (issue.code === "invalid_type" && issue.input === null) return "It is empty.";
  if (issue.code === "invalid_type" && issue.expected in words)
    return `It is not ${words[issue.expected]}.`;
  if (issue.code === "invalid_value") return `It is none of ${issue.values.join(", ")}.`;
  return undefined;
}
