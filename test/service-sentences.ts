import { readdirSync, readFileSync } from "node:fs";
import { type ESTree, parseSync, Visitor } from "rolldown/utils";

const root = new URL("../", import.meta.url);

/** Files whose every text is for people. */
const whole = [
  "engine/src/image/registry-error.ts",
  "engine/src/match/match-package.ts",
  "engine/src/policy/evaluate.ts",
  "engine/src/policy/finding-conditions.ts",
  "engine/src/policy/image-conditions.ts",
  "engine/src/policy/yaml.ts",
  "server/src/audit/check.ts",
  "server/src/notifications/send.ts",
  "server/src/outbound/outbound.ts",
  "server/src/registries/harbor/errors.ts",
  "server/src/registries/harbor/health.ts",
  "server/src/scanners/external/finding.ts",
  "server/src/sso/issuer-fault.ts",
];
/** Folders whose every error is a reason why something was left out of a scan. */
const reading = /^engine\/src\/(?:image\/root-folder|inventory|layer)/;

/**
 * What errors of the service and the engine tell people, as templates: `{{name}}` for what is filled in. Read from
 * their source: the messages and hints of `PlimsollError`, and what the files above say.
 */
export function sentencesInSource(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of ["engine/src", "server/src"])
    for (const file of readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }))
      if (/(?<!\.test)\.ts$/.test(file)) collect(`${folder}/${file}`, found);
  return found;
}

function collect(path: string, found: Set<string>): void {
  const { program } = parseSync(path, readFileSync(new URL(path, root), "utf8"));
  const add = (node: ESTree.Node | null | undefined) => {
    for (const text of textsOf(node)) if (isSentence(text.trim())) found.add(text.trim());
  };
  new Visitor({
    NewExpression({ callee, arguments: [first, second] }) {
      const name = callee.type === "Identifier" ? callee.name : "";
      if (/^(?:Plimsoll|Engine)Error$/.test(name)) add(second);
      if (name === "Error" && reading.test(path)) add(first);
    },
    Property({ key, value }) {
      if (key.type === "Identifier" && /^(?:hint|reason|without)$/.test(key.name)) add(value);
    },
    ...(whole.includes(path) ? { Literal: add, TemplateLiteral: add } : {}),
  }).visit(program);
}

/** At least two words, or one beside what is filled in; nothing that a database is told. */
function isSentence(text: string): boolean {
  const own = text.replace(/\{\{\w+\}\}/g, "");
  return (
    /\s/.test(text) &&
    /[a-z]{2}/.test(own) &&
    !/^,|::|->>|^repeatable read$|^read only$|@plimsoll/.test(own)
  );
}

function* textsOf(node: ESTree.Node | null | undefined): Iterable<string> {
  switch (node?.type) {
    case "Literal":
      if (typeof node.value === "string") yield node.value;
      return;
    case "TemplateLiteral":
      yield templateOf(node);
      for (const filled of node.expressions) yield* textsOf(filled);
      return;
    case "ConditionalExpression":
      yield* textsOf(node.consequent);
      yield* textsOf(node.alternate);
      return;
    case "LogicalExpression":
      yield* textsOf(node.left);
      yield* textsOf(node.right);
  }
}

/** The second value of a name is `{{name2}}`. */
function templateOf({ quasis, expressions }: ESTree.TemplateLiteral): string {
  const times = new Map<string, number>();
  const values = expressions.map((node) => {
    const name = nameOf(node) ?? "value";
    const nth = (times.get(name) ?? 0) + 1;
    times.set(name, nth);
    return `{{${name}${nth === 1 ? "" : nth}}}`;
  });
  return quasis.map(({ value }, at) => `${value.cooked}${values[at] ?? ""}`).join("");
}

/** What a value is called where it is made: `error.code` is a code, `names.join(", ")` are names. */
function nameOf(node: ESTree.Node): string | null {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression")
    return node.property.type === "Identifier" ? node.property.name : null;
  if (node.type !== "CallExpression") return null;
  const { callee, arguments: given } = node;
  if (callee.type === "MemberExpression" && nameOf(callee.object) !== "Math")
    return nameOf(callee.object);
  return given[0] === undefined ? null : nameOf(given[0]);
}
