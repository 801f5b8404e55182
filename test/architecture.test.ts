import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

type Room = {
  readonly folder: string;
  readonly name: string;
  /** Of our own packages. */
  readonly mayImport: readonly string[];
  /** Whether libraries other than those named are let in. */
  readonly libraries: true | readonly string[];
  readonly node: boolean;
};

/** The arrows of docs/architecture.md. */
const rooms: readonly Room[] = [
  { folder: "engine", name: "@plimsoll/engine", mayImport: [], libraries: true, node: true },
  { folder: "api", name: "@plimsoll/api", mayImport: [], libraries: ["zod"], node: false },
  { folder: "sample", name: "@plimsoll/sample", mayImport: [], libraries: true, node: true },
  {
    folder: "server",
    name: "@plimsoll/server",
    mayImport: ["@plimsoll/engine", "@plimsoll/api", "@plimsoll/sample"],
    libraries: true,
    node: true,
  },
  {
    folder: "web",
    name: "@plimsoll/web",
    mayImport: ["@plimsoll/api"],
    libraries: true,
    node: false,
  },
  {
    folder: "cli",
    name: "plimsoll",
    // The demo Harbor, and nothing else of the testkit.
    mayImport: [
      "@plimsoll/engine",
      "@plimsoll/api",
      "@plimsoll/server",
      "@plimsoll/testkit/harbor",
    ],
    libraries: true,
    node: true,
  },
  {
    folder: "bench",
    name: "@plimsoll/bench",
    mayImport: ["@plimsoll/engine", "@plimsoll/server", "@plimsoll/testkit"],
    libraries: [],
    node: true,
  },
  {
    folder: "testkit",
    name: "@plimsoll/testkit",
    mayImport: ["@plimsoll/sample"],
    libraries: true,
    node: true,
  },
];

/** Folders of the server that the domain is made of: it never knows http. */
const transport = "server/src/http/";
const mayKnowTransport = ["server/src/http/", "server/src/index.ts", "server/src/main.ts"];

function importsOf(source: string): string[] {
  const statements = /(?<!["'])\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g;
  return [...source.matchAll(statements)].map(([, specifier]) => specifier ?? "");
}

function faultsOf(room: Room, file: string, source: string): string[] {
  return importsOf(source).flatMap((specifier) => {
    const fault = faultOf(room, file, specifier);
    return fault === undefined ? [] : [`${file} imports ${specifier}: ${fault}`];
  });
}

function faultOf(room: Room, file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    if (!target.startsWith(`${room.folder}/`)) return "reaches into another package's folder";
    const outside = !mayKnowTransport.some((path) => file.startsWith(path));
    if (target.startsWith(transport) && outside) return "the domain does not know http";
    return undefined;
  }
  if (specifier.startsWith("node:")) return room.node ? undefined : "must run in a browser";
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (rooms.some((other) => other.name === name)) {
    const may = room.mayImport.includes(name) || room.mayImport.includes(specifier);
    return may ? undefined : "against the arrows";
  }
  return room.libraries === true || room.libraries.includes(name)
    ? undefined
    : "no library is let in here";
}

function sourcesOf(room: Room): string[] {
  return readdirSync(join(root, room.folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => !/\.test\.tsx?$|\/testing\//.test(file));
}

describe("the arrows between the packages", () => {
  it.each(rooms)("hold in $folder", (room) => {
    const files = sourcesOf(room);
    expect(files.length).toBeGreaterThan(0);
    expect(
      files.flatMap((file) => faultsOf(room, file, readFileSync(join(root, file), "utf8"))),
    ).toEqual([]);
  });

  it.each([
    ["engine", "engine/src/a.ts", 'import { z } from "@plimsoll/api";'],
    ["engine", "engine/src/a.ts", 'export * from "../../server/src/b.ts";'],
    ["api", "api/src/a.ts", 'import { join } from "node:path";'],
    ["api", "api/src/a.ts", 'import react from "react";'],
    ["web", "web/src/a.ts", 'const b = await import("@plimsoll/engine");'],
    ["web", "web/src/a.ts", 'import type { Db } from "@plimsoll/server";'],
    ["server", "server/src/scans/a.ts", 'import { problem } from "../http/problem.ts";'],
    ["server", "server/src/a.ts", 'import "plimsoll";'],
  ])("would be seen broken in %s by %s: %s", (folder, file, source) => {
    const room = rooms.find((candidate) => candidate.folder === folder);
    expect(room && faultsOf(room, file, source)).toHaveLength(1);
  });
});

/** Files and libraries that are loaded before a module runs, whatever it is asked; what it imports later is not among them. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  seen.add(file);
  const statements = /^(?:import|export)\s(?!type\b)(?:[^;]*?\sfrom\s+)?"([^"]+)";/gm;
  for (const [, specifier = ""] of readFileSync(join(root, file), "utf8").matchAll(statements)) {
    const target = specifier.startsWith(".")
      ? posix.join(posix.dirname(file), specifier)
      : (engineDoors.get(specifier) ?? specifier);
    if (seen.has(target)) continue;
    if (target.endsWith(".ts")) loadedBy(target, seen);
    else seen.add(target);
  }
  return seen;
}

const { exports } = JSON.parse(readFileSync(join(root, "engine/package.json"), "utf8")) as {
  exports: Record<string, string>;
};
const engineDoors = new Map(
  Object.entries(exports).map(([door, file]) => [
    posix.join("@plimsoll/engine", door),
    posix.join("engine", file),
  ]),
);

describe("what a command loads before it starts", () => {
  it.each([
    ["inventory", ["engine/src/index.ts", "engine/src/advisories.ts", "engine/src/match/", "zod"]],
    ["scan", ["engine/src/index.ts", "engine/src/vex/", "engine/src/report/", "zod"]],
    ["fix", ["engine/src/index.ts", "engine/src/vex/", "engine/src/report/", "zod"]],
    ["diff", ["engine/src/index.ts", "engine/src/vex/", "engine/src/report/", "zod"]],
    ["db", ["engine/src/index.ts", "engine/src/report/", "zod"]],
  ])("leaves out of %s what its flags may not ask for", (command, notNeeded) => {
    const loaded = [...loadedBy(`cli/src/${command}-command.ts`)];
    expect(loaded).toEqual(expect.arrayContaining(["commander", "engine/src/error.ts"]));
    for (const prefix of [...notNeeded, "undici", "cli-table3"])
      expect(loaded.filter((one) => one.startsWith(prefix))).toEqual([]);
  });
});
