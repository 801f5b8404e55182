import type { Package } from "../inventory/package.ts";
import { chainOf } from "../origin/chain.ts";
import { manifestOf } from "../origin/manifest.ts";
import { compareVersions } from "../version/schemes.ts";
import type { Holder, Wanted } from "./ecosystems.ts";
import type { Change } from "./plan.ts";
import { shellQuote } from "./quote.ts";

/** Which tool put a module there, told by the path; npm where nothing tells. */
type NodeTool = "npm" | "pnpm" | "yarn";

/**
 * What a module of an application asks for has to be overridden where another version is to be: to ask for the module by
 * its version oneself leaves the others theirs, https://docs.npmjs.com/cli/v11/configuring-npm/package-json#overrides.
 * A module that may be asked for by the application itself cannot be overridden but by what that asks for.
 * Modules that are for every program were installed by npm, and are so again.
 */
export function npmChanges({ one, to, place }: Wanted): Change[] {
  const { name, path } = one;
  if (isForEverything(one)) return installEverywhere(`${name}@${to}`);
  // Other scanners name the lock file, or nothing.
  const file = manifestOf(one) ?? path.replace(/[^/]*$/, "package.json");
  const from = majorOf(one.version);
  // Whatever is between the two, as newer versions of others may ask for that.
  const key = `${name}@${from} - ${to}`;
  const entry = (value: string) => entryOf(key, value);
  const tool = toolOf(path);
  if (tool !== "npm") return overrides[tool]({ name, from, to, file });
  const set = (value: string) => `npm pkg set ${shellQuote(`overrides[${key}]=${value}`)}`;
  if (![...place.direct].some((version) => isBetween(version, from, to)))
    return [
      { kind: "command", tool, text: `${set(to)} && npm install` },
      { kind: "manifest", file, text: `"overrides": ${entry(to)}` },
    ];
  const install = `npm install --save-exact ${shellQuote(`${name}@${to}`)}`;
  return [
    { kind: "command", tool, text: `${install} && ${set(`$${name}`)} && npm install` },
    {
      kind: "manifest",
      file,
      text: `"dependencies": { ${JSON.stringify(name)}: ${JSON.stringify(to)} },\n"overrides": ${entry(`$${name}`)}`,
    },
  ];
}

/** The part of a version that says what it is compatible with: `6`, `0.21`. */
function majorOf(version: string): string {
  const [, major = "0", minor = "0"] = /^[^\d]*(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return major === "0" ? `0.${minor}` : major;
}

function isBetween(version: string, from: string, to: string): boolean {
  try {
    return compareVersions("npm", version, from) >= 0 && compareVersions("npm", version, to) <= 0;
  } catch {
    return false;
  }
}

/** Whether it lies where modules are for every program, and no application's `package.json` asks for it. */
export function isForEverything(one: Package): boolean {
  return manifestOf(one) === null && one.path.includes("node_modules/");
}

/**
 * What a module came with, where that is for every program: npm itself, above all. A program that lies outside of all
 * modules came with whatever put it there.
 */
export function npmHolder(one: Package): Holder | null {
  if (one.path.endsWith("package.json") && !one.path.includes("node_modules/"))
    return { name: one.name, changes: [] };
  if (!isForEverything(one)) return null;
  const [holder] = chainOf(one);
  if (holder === undefined || holder === one.name || !/^(@[\w.-]+\/)?[\w.-]+$/.test(holder))
    return null;
  return { name: holder, changes: installEverywhere(`${holder}@latest`) };
}

function installEverywhere(what: string): Change[] {
  const text = `npm install -g ${shellQuote(what)}`;
  return [
    { kind: "dockerfile", replaces: null, after: null, text: `RUN ${text}` },
    { kind: "command", tool: "npm", text },
  ];
}

type Override = (wanted: {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly file: string;
}) => Change[];

const overrides: Readonly<Record<Exclude<NodeTool, "npm">, Override>> = {
  // https://pnpm.io/settings#overrides; before pnpm 10 in package.json.
  pnpm({ name, from, to, file }) {
    const entry = entryOf(`${name}@${from}`, to);
    return [
      { kind: "manifest", file: "pnpm-workspace.yaml", text: `overrides: ${entry}` },
      { kind: "manifest", file, text: `"pnpm": { "overrides": ${entry} }` },
    ];
  },
  // https://yarnpkg.com/configuration/manifest#resolutions
  yarn: ({ name, to, file }) => [
    { kind: "manifest", file, text: `"resolutions": ${entryOf(name, to)}` },
  ],
};

function entryOf(key: string, value: string): string {
  return `{ ${JSON.stringify(key)}: ${JSON.stringify(value)} }`;
}

function toolOf(path: string): NodeTool {
  if (/(^|\/)(\.pnpm\/|pnpm-lock\.yaml$)/.test(path)) return "pnpm";
  return /(^|\/)(\.yarn\/|\.pnp\.|yarn\.lock$)/.test(path) ? "yarn" : "npm";
}
