import { isSystemType } from "../inventory/package.ts";
import type { Installed } from "./installed.ts";
import { type Move, packageChanges, type State } from "./move.ts";
import type { Change } from "./plan.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { shellQuote } from "./quote.ts";
import { isSystemName, packageManager } from "./system-packages.ts";

/** What only a build needs, and an image that runs can mostly do without. */
const buildTools: readonly {
  readonly name: string;
  readonly holds: (installed: Installed) => boolean;
  readonly command: string;
}[] = [
  ...["npm", "corepack", "yarn"].map((name) => ({
    name,
    holds: ({ one: { path } }: Installed) => path.startsWith(`usr/local/lib/node_modules/${name}/`),
    command: `rm -rf ${shellQuote(`/usr/local/lib/node_modules/${name}`)}`,
  })),
  ...["setuptools", "wheel", "pip"].map((name) => ({
    name,
    holds: ({ one: { type, path } }: Installed) =>
      type === "pypi" &&
      new RegExp(`/(site|dist)-packages/(${name}-[^/]*|${name}/_vendor/.*)/[^/]+$`).test(path),
    command: `pip uninstall -y ${name}`,
  })),
];

/** Steps that take away what builds and does not run; whether that is so here, a person must say. */
export function removals(state: State, { dockerfile }: RemedyInput): Move[] {
  return buildTools.flatMap(({ name, holds, command }) => {
    const held = state.filter((one) => one.one.ownedBy === null && holds(one));
    if (!held.some(({ findings }) => findings.length > 0)) return [];
    const out = new Map(held.map((one) => [one, null]));
    const type = held[0]?.one.type ?? "generic";
    return [
      {
        id: `remove-package ${type} ${name}`,
        kind: "remove-package" as const,
        who: "you" as const,
        packages: packageChanges(out),
        base: null,
        changes: runs(command, command.split(" ", 1)[0] ?? "", dockerfile?.upgradeAfter ?? null),
        risk: "unknown" as const,
        confidence: "verified" as const,
        exchange: { out, in: [] },
        smaller: null,
      },
    ];
  });
}

/**
 * The system's packages that were asked for by a line of one's own and brought what is affected: nothing else needs them.
 * Null where the database does not say what was asked for.
 */
export function notNeeded(
  affected: readonly Installed[],
  state: State,
  input: RemedyInput,
): { packages: Move["packages"]; changes: readonly Change[] } | null {
  const types = new Set(
    state.flatMap(({ one }) =>
      one.broughtBy === undefined || !isSystemType(one.type) ? [] : [one.type],
    ),
  );
  const asked = new Set(
    affected.flatMap(({ one }) => (types.has(one.type) ? [one.broughtBy?.[0] ?? one.name] : [])),
  );
  const removable = state.filter(
    ({ one, ofBase }) =>
      !ofBase &&
      types.has(one.type) &&
      one.broughtBy === undefined &&
      asked.has(one.name) &&
      isSystemName(one.name),
  );
  const out = new Map(removable.map((installed) => [installed, null]));
  const [first] = out.keys();
  const manager = first ? packageManager(state, first.one.type, input) : null;
  if (!manager) return null;
  const names = [...new Set([...out.keys()].map(({ one }) => one.name))].sort();
  if (names.includes(manager.package)) return null;
  const changes = runs(
    manager.remove(names.join(" ")),
    manager.name,
    input.dockerfile?.upgradeAfter ?? null,
  );
  return { packages: packageChanges(out), changes };
}

function runs(command: string, tool: string, after: number | null): Change[] {
  return [
    { kind: "dockerfile", replaces: null, after, text: `RUN ${command}` },
    { kind: "command", tool, text: command },
  ];
}
