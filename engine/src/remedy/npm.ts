import type { Package } from "../inventory/package.ts";
import { chainOf } from "../origin/chain.ts";
import { manifestOf } from "../origin/manifest.ts";
import type { Holder, Wanted } from "./ecosystems.ts";
import type { Change } from "./plan.ts";
import { shellQuote } from "./quote.ts";

/** Which tool put a module there, told by the path; npm where nothing tells. */
type NodeTool = "npm" | "pnpm" | "yarn";

/**
 * A module that lies directly below an application's `node_modules` is asked for by its version; one within another's
 * comes with that, so that it must be overridden. Where modules are for every program, npm puts them there again.
 */
export function npmChanges({ one, to, severalThere }: Wanted): Change[] {
  const { name, path } = one;
  const file = manifestOf(one);
  if (file === null) {
    const install = `npm install -g ${shellQuote(`${name}@${to}`)}`;
    return [
      { kind: "dockerfile", replaces: null, after: null, text: `RUN ${install}` },
      { kind: "command", tool: "npm", text: install },
    ];
  }
  const nested = severalThere || chainOf(one).length > 1;
  // https://docs.npmjs.com/cli/v11/configuring-npm/package-json#overrides
  const key = severalThere ? `${name}@${one.version}` : name;
  const word = shellQuote(`${name}@${to}`);
  const entry = `${JSON.stringify(key)}: ${JSON.stringify(to)}`;
  const [command, manifest] = nested
    ? overrides[toolOf(path)](key, to, entry)
    : [adds[toolOf(path)] + word, entry];
  return [
    ...(command === null ? [] : [{ kind: "command" as const, tool: toolOf(path), text: command }]),
    { kind: "manifest", file, text: manifest },
  ];
}

/** Modules that came with one which is there for every program: npm's own, above all. */
export function npmHolder(one: Package): Holder | null {
  if (manifestOf(one) !== null) return null;
  const [holder] = chainOf(one);
  if (holder === undefined || holder === one.name || !/^(@[\w.-]+\/)?[\w.-]+$/.test(holder))
    return null;
  const install = `npm install -g ${shellQuote(`${holder}@latest`)}`;
  return {
    name: holder,
    changes: [
      { kind: "dockerfile", replaces: null, after: null, text: `RUN ${install}` },
      { kind: "command", tool: "npm", text: install },
    ],
  };
}

const adds: Readonly<Record<NodeTool, string>> = {
  npm: "npm install ",
  pnpm: "pnpm add ",
  yarn: "yarn add ",
};

type Override = (key: string, to: string, entry: string) => readonly [string | null, string];

const overrides: Readonly<Record<NodeTool, Override>> = {
  npm: (key, to, entry) => [
    `npm pkg set ${shellQuote(`overrides[${key}]=${to}`)} && npm install`,
    `"overrides": { ${entry} }`,
  ],
  // https://pnpm.io/settings#overrides
  pnpm: (_key, _to, entry) => [null, `"pnpm": { "overrides": { ${entry} } }`],
  // https://yarnpkg.com/configuration/manifest#resolutions
  yarn: (_key, _to, entry) => [null, `"resolutions": { ${entry} }`],
};

function toolOf(path: string): NodeTool {
  if (/(^|\/)\.pnpm\//.test(path)) return "pnpm";
  return /(^|\/)\.(yarn\/|pnp\.)/.test(path) ? "yarn" : "npm";
}
