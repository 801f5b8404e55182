import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDockerfile } from "@plimsoll/engine/dockerfile";
import { severities } from "@plimsoll/engine/matching";
import { describe, expect, it } from "vitest";
import type { Fix } from "./fix.ts";
import { patch } from "./patch.ts";

type Step = Fix["plan"]["steps"][number];
type Change = Step["changes"][number];

const none = {
  ...(Object.fromEntries(severities.map((one) => [one, 0])) as Fix["plan"]["before"]),
  ...{ total: 0, fixable: 0 },
};

/** `3: a -> b` replaces, `3+ a` adds after, what begins with neither is a command. */
function change(text: string): Change {
  const [, line, from, to] = /^(\d+): (.*) -> (.*)$/.exec(text) ?? [];
  if (line !== undefined)
    return {
      ...{ kind: "dockerfile", after: null, text: to ?? "" },
      replaces: { line: Number(line), text: from ?? "" },
    };
  const [, after, added] = /^(\d+)\+ (.*)$/.exec(text) ?? [];
  if (after !== undefined)
    return { kind: "dockerfile", replaces: null, after: Number(after), text: added ?? "" };
  return { kind: "command", tool: "sh", text };
}

function patchOf(text: string, steps: readonly (readonly string[])[]): string {
  const made = steps.map(
    (changes, at): Step => ({
      ...{ id: `${at}`, kind: "upgrade-dependency", who: "you", packages: [], base: null },
      ...{ changes: changes.map(change), risk: "patch", confidence: "verified", clears: [] },
      ...{ brings: [], before: none, after: none, smaller: null },
    }),
  );
  const dockerfile = { ...readDockerfile("FROM a"), text, path: "Dockerfile" };
  const plan = {
    ...{ verified: true, before: none, after: none, steps: made, optional: [], remaining: [] },
  };
  return patch({ plan, dockerfile } as unknown as Fix);
}

const appliers: readonly [string, string[]][] = [
  ["git", ["apply", "-p0"]],
  ["git", ["apply"]],
  ["patch", ["-p0", "--binary"]],
];

const long = Array.from({ length: 30 }, (_, at) => `RUN echo ${at}\n`).join("");

describe.each(appliers)("%s %j", (tool, flags) => {
  it.runIf(spawnSync(tool, ["--version"]).status === 0).each<[string, string, string[][], string]>([
    [
      "a FROM",
      "FROM a:1 AS b\nRUN x\n",
      [["1: FROM a:1 AS b -> FROM a:2 AS b"]],
      "FROM a:2 AS b\nRUN x\n",
    ],
    ["a FROM with its spaces", "  from  a:1\n", [["1: FROM a:1 -> FROM a:2"]], "  FROM a:2\n"],
    [
      "two words of one line, of two steps",
      "FROM a\nRUN pip install x==1 my-x==1 y==1\n",
      [["2: x==1 -> x==2"], ["2: y==1 -> y==3"]],
      "FROM a\nRUN pip install x==2 my-x==1 y==3\n",
    ],
    [
      "a line and one after it, of the ways in one step the first alone",
      "FROM a\nRUN x\n",
      [["2+ RUN up", "2+ RUN other", "2: x -> z"]],
      "FROM a\nRUN z\nRUN up\n",
    ],
    [
      "several after one",
      "FROM a\n",
      [["1+ RUN b"], ["1+ RUN c"], ["1+ RUN b"]],
      "FROM a\nRUN b\nRUN c\n",
    ],
    ["after a last line without an end", "FROM a\nRUN x", [["2+ RUN y"]], "FROM a\nRUN x\nRUN y"],
    ["in a last line without an end", "FROM a\nRUN x", [["2: x -> y"]], "FROM a\nRUN y"],
    [
      "lines that end as on Windows",
      "FROM a\r\nRUN x\r\n",
      [["1+ RUN b"], ["2: x -> y"]],
      "FROM a\r\nRUN b\r\nRUN y\r\n",
    ],
    [
      "far apart and side by side",
      `FROM a\n${long}`,
      [["1: FROM a -> FROM b"], ["5+ RUN c"], ["6: 4 -> four"], ["30+ RUN d"], ["31: 29 -> e"]],
      `FROM b\n${long.replace("RUN echo 3\n", "RUN echo 3\nRUN c\n").replace("echo 4\n", "echo four\n").replace("echo 28\n", "echo 28\nRUN d\n").replace("echo 29\n", "echo e\n")}`,
    ],
  ])("applies %s", (_, before, steps, after) => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-patch-"));
    try {
      const file = join(folder, "Dockerfile");
      writeFileSync(file, before);
      const input = patchOf(before, steps);
      const { stderr, status } = spawnSync(tool, flags, { cwd: folder, input });
      expect([status, stderr.toString()]).toEqual([0, ""]);
      expect(readFileSync(file, "utf8")).toBe(after);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what is not in a patch", () => {
  it.each<[string, string[]]>([
    ["commands", ["npm install x"]],
    ["a word that is not there", ["1: x==1 -> x==2"]],
    ["a line that is not there", ["9+ RUN x"]],
    ["a FROM over several lines", ["2: FROM b -> FROM c"]],
  ])("%s: it is said", (_, changes) => {
    const text = patchOf("FROM a\nFROM \\\n b\n", [changes]);
    expect(text).toMatch(/# Not in this patch:\n# - Upgrade/);
    expect(text.split("\n").every((line) => line === "" || line.startsWith("# "))).toBe(true);
  });
});
