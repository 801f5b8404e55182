import { readdirSync, readFileSync } from "node:fs";
import { type ESTree, parseSync, Visitor } from "rolldown/utils";

const root = new URL("../", import.meta.url);

/** Files whose every text is for people. */
const whole = [
  "engine/src/advisory/bolt/bucket.ts",
  "engine/src/advisory/bolt/page-file.ts",
  "engine/src/advisory/bolt/page.ts",
  "engine/src/advisory/exploitation.ts",
  "engine/src/image/manifest.ts",
  "engine/src/image/reference.ts",
  "engine/src/image/registry-error.ts",
  "engine/src/match/match-package.ts",
  "engine/src/policy/evaluate.ts",
  "engine/src/policy/finding-conditions.ts",
  "engine/src/policy/image-conditions.ts",
  "engine/src/policy/strict.ts",
  "engine/src/policy/yaml.ts",
  "engine/src/zip/zip.ts",
  "server/src/audit/check.ts",
  "server/src/notifications/send.ts",
  "server/src/outbound/outbound.ts",
  "server/src/registries/harbor/errors.ts",
  "server/src/registries/harbor/health.ts",
  "server/src/scanners/external/finding.ts",
  "server/src/scanners/external/peer.ts",
  "server/src/scanners/installed.ts",
  "server/src/sso/issuer-fault.ts",
];
/** Folders whose every error is a reason why something was left out of a scan. */
const reading = /^engine\/src\/(?:image\/root-folder|inventory|layer)/;

/**
 * What errors of the service and the engine tell people, as templates: `{{name}}` for what is filled in. Read from
 * their source: the messages and hints of `PlimsollError`, what is given to a function that makes one of them, and what
 * the files above say.
 */
export function sentencesInSource(): ReadonlySet<string> {
  const files = ["engine/src", "server/src"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((file) => readSource(`${folder}/${file}`)),
  );
  const found = new Set<string>();
  const makers = files.map(makersIn);
  const known = new Map(makers.flatMap((some) => [...some]));
  files.forEach((file, at) => {
    collect(file, new Map([...known, ...(makers[at] ?? [])]), found);
  });
  return found;
}

type Source = { readonly path: string; readonly program: ESTree.Program };

function readSource(path: string): Source {
  return { path, program: parseSync(path, readFileSync(new URL(path, root), "utf8")).program };
}

/** Of functions that make an error of what they are given: which of their parameters it says. */
type Makers = ReadonlyMap<string, readonly number[]>;

function makersIn({ program }: Source): Makers {
  const makers = new Map<string, number[]>();
  new Visitor({
    FunctionDeclaration({ id, params, body }) {
      const names = params.map((param) => (param.type === "Identifier" ? param.name : null));
      const said = new Set<string>();
      if (body === null) return;
      new Visitor({
        NewExpression(node) {
          for (const one of saidBy(node)) for (const name of namesIn(one)) said.add(name);
        },
      }).visit({ ...program, body: body.body });
      const at = names.flatMap((name, index) => (name !== null && said.has(name) ? [index] : []));
      if (id && at.length > 0) makers.set(id.name, at);
    },
  }).visit(program);
  return makers;
}

/** The message and the hint of an error that is made. */
function saidBy({ callee, arguments: [, message, options] }: ESTree.NewExpression): ESTree.Node[] {
  if (callee.type !== "Identifier" || !/^(?:Plimsoll|Engine)Error$/.test(callee.name)) return [];
  const hints = (options?.type === "ObjectExpression" ? options.properties : []).flatMap((one) =>
    one.type === "Property" && one.key.type === "Identifier" && one.key.name === "hint"
      ? [one.value]
      : [],
  );
  return message === undefined ? hints : [message, ...hints];
}

/** Of the values that stand in it by themselves. */
function namesIn(node: ESTree.Node): string[] {
  if (node.type === "Identifier") return [node.name];
  return node.type === "TemplateLiteral" ? node.expressions.flatMap(namesIn) : [];
}

function collect({ path, program }: Source, makers: Makers, found: Set<string>): void {
  const constants = new Map<string, ESTree.Node>();
  const add = (node: ESTree.Node | null | undefined) => {
    const said = node?.type === "Identifier" ? constants.get(node.name) : node;
    for (const text of textsOf(said)) if (isSentence(text.trim())) found.add(text.trim());
  };
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === "Identifier" && init) constants.set(id.name, init);
    },
  }).visit(program);
  new Visitor({
    NewExpression(node) {
      saidBy(node).forEach(add);
      if (node.callee.type === "Identifier" && node.callee.name === "Error" && reading.test(path))
        add(node.arguments[0]);
    },
    CallExpression({ callee, arguments: given }) {
      const said = callee.type === "Identifier" ? (makers.get(callee.name) ?? []) : [];
      for (const at of said) add(given[at]);
    },
    Property({ key, value }) {
      const name = key.type === "Identifier" ? key.name : "";
      if (/^(?:detail|error_hint|error_message|hint|reason|what|without)$/.test(name)) add(value);
      if (/^(?:error|message)$/.test(name) && path.startsWith("engine/src/policy/")) add(value);
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
