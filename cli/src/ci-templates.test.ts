import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compose, installed, osRelease } from "../test/plimsoll.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const template = (path: string) => readFile(join(root, "deploy/ci", path), "utf8");

let folder: string;
let work: string;
let registry: RunningRegistry;
let image: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-ci-"));
  await mkdir(join(folder, "bin"));
  const program = `#!/bin/sh\nexec "${process.execPath}" "${root}cli/bin/plimsoll.mjs" "$@"\n`;
  await writeFile(join(folder, "bin/plimsoll"), program, { mode: 0o755 });
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const made = await compose(architecture, [
    { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  ]);
  registry = await serveImages({ web: { "1": made } });
  image = `${new URL(registry.address).host}/web:1`;
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  work = await mkdtemp(join(folder, "work-"));
  const policy = "rules: [{name: No musl, result: fail, image: {packages: [musl]}}]";
  await writeFile(join(work, "policy.yaml"), policy);
  await writeFile(join(work, "good.yaml"), policy.replace("musl]", "netcat]"));
  await writeFile(join(work, ".trivyignore"), "CVE-2025-26519\n");
});

type Env = Readonly<Record<string, string>>;

/** As a runner does it: every line of the script in one shell, which ends at the first that fails. */
function run(
  shell: string[],
  script: string,
  env: Env,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const [program = "sh", ...args] = shell;
    const child = spawn(program, [...args, script], {
      cwd: work,
      env: {
        ...{ PATH: `${join(folder, "bin")}:${process.env.PATH}`, HOME: folder },
        ...{ PLIMSOLL_DB_SOURCES: "starter", ...env },
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

const text = (name: string) => readFile(join(work, name), "utf8");

describe("the GitHub action", () => {
  const scan = async (given: Env) => {
    const { inputs, runs } = parse(await template("github/action.yml"));
    const step = runs.steps.find((one: { name: string }) => one.name === "Scan");
    const inputOf = (expression: unknown) => {
      const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(String(expression))?.[1] ?? "";
      expect(Object.keys(inputs)).toContain(name);
      return given[name] ?? inputs[name].default ?? "";
    };
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, expression]) => [name, inputOf(expression)]),
    );
    // Nothing of an input is text of a script.
    for (const { run: script = "" } of runs.steps) expect(script).not.toContain("${{");
    return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"], step.run, {
      ...env,
      ...{ RUNNER_TEMP: work, GITHUB_STEP_SUMMARY: join(work, "summary.md") },
    });
  };

  it.each<[string, Env, number]>([
    ["nothing asked", {}, 0],
    ["what is bad enough", { "fail-on": "high" }, 1],
    ["what is bad enough and has a fix", { "fail-on": "low", "only-fixable": "true" }, 1],
    ["two policies", { policy: "good.yaml\npolicy.yaml\n" }, 1],
    ["exceptions", { "fail-on": "high", exceptions: ".trivyignore" }, 0],
    ["what cannot be scanned", { image: "127.0.0.1:1/web:1", "fail-on": "high" }, 3],
    ["what cannot be scanned, let through", { image: "127.0.0.1:1/web:1", "on-error": "pass" }, 0],
  ])("ends for %s as the command does", async (_, given, code) => {
    const outcome = await scan({ image, ...given });
    expect([outcome.code, outcome.output]).toEqual([code, expect.anything()]);
  });

  it("annotates, sums up and writes SARIF, also where it fails", async () => {
    const { output } = await scan({ image, "fail-on": "high" });
    expect(output).toMatch(/^::error title=--fail-on high::/m);
    expect(await text("summary.md")).toMatch(/^ {4}HIGH +CVE-2025-26519/m);
    expect(JSON.parse(await text("plimsoll.sarif")).version).toBe("2.1.0");
  });

  it("takes an image's name for nothing but a name", async () => {
    const { code } = await scan({ image: "--format=$(touch stolen)`touch stolen`;touch stolen" });
    expect(code).toBe(2);
    await expect(text("stolen")).rejects.toThrow();
  });
});

describe("the GitLab template", () => {
  const scan = async (given: Env) => {
    const { variables, plimsoll } = parse(await template("gitlab/plimsoll.gitlab-ci.yml"));
    const outcome = await run(["sh", "-ec"], plimsoll.script.join("\n"), {
      ...variables,
      ...{ PLIMSOLL_TARGET: image, ...given },
    });
    return { ...outcome, plimsoll };
  };

  it.each<[string, Env, number]>([
    ["what is bad enough", {}, 1],
    ["nothing that is", { PLIMSOLL_FAIL_ON: "critical" }, 0],
    ["a policy alone", { PLIMSOLL_FAIL_ON: "", PLIMSOLL_POLICY: "good.yaml policy.yaml" }, 1],
    ["exceptions", { PLIMSOLL_EXCEPTIONS: ".trivyignore" }, 0],
    ["what it had before", { PLIMSOLL_NEW_SINCE: "IMAGE" }, 0],
  ])("ends for %s as the command does, and leaves what it names", async (_, given, expected) => {
    const env = Object.entries(given).map(([name, value]) => [name, value.replace("IMAGE", image)]);
    const { code, output, plimsoll } = await scan(Object.fromEntries(env));
    expect([code, output]).toEqual([expected, expect.anything()]);
    const { container_scanning, junit } = plimsoll.artifacts.reports;
    expect(JSON.parse(await text(container_scanning)).scan.type).toBe("container_scanning");
    expect(await text(junit)).toContain("<testsuites");
  });
});

describe("the Jenkins pipeline", () => {
  it.each([
    ["high", 1],
    ["critical", 0],
  ])("ends for %s as the command does, and leaves what it names", async (severity, expected) => {
    const file = await template("jenkins/Jenkinsfile");
    // Groovy reads a backslash before the shell does.
    const script = /sh '''\n([\s\S]*?)'''/.exec(file)?.[1]?.replaceAll("\\\n", "") ?? "";
    const { code, output } = await run(["sh", "-xec"], script, { IMAGE: image, FAIL_ON: severity });
    expect([code, output]).toEqual([expected, expect.anything()]);
    for (const [, name = ""] of file.matchAll(/(?:testResults|artifacts): '([^']+)'/g))
      expect((await text(name)).length).toBeGreaterThan(0);
  });
});

describe("the Tekton task", () => {
  const scan = async (given: Env) => {
    const { apiVersion, kind, spec } = parse(await template("tekton/task.yaml"));
    expect([apiVersion, kind]).toEqual(["tekton.dev/v1", "Task"]);
    const [{ env, script }] = spec.steps;
    expect(script).not.toContain("$(");
    const values = env.map(({ name, value }: { name: string; value: string }) => {
      const param = /^\$\(params\.([\w-]+)\)$/.exec(value)?.[1];
      const known = spec.params.find((one: { name: string }) => one.name === param);
      if (param === undefined) return [name, join(work, "total")];
      expect(known).toBeDefined();
      return [name, given[param] ?? known.default ?? ""];
    });
    await writeFile(join(work, "script"), script, { mode: 0o755 });
    return run(["sh", "-c"], "./script", Object.fromEntries(values));
  };

  it.each<[string, Env, number, string]>([
    ["what is bad enough", {}, 1, "1"],
    ["nothing that is", { "fail-on": "critical" }, 0, "1"],
    ["a policy alone", { "fail-on": "", policy: "policy.yaml" }, 1, "1"],
    ["exceptions", { exceptions: ".trivyignore" }, 0, "0"],
  ])(
    "ends for %s as the command does, and tells how many findings count",
    async (_, given, expected, total) => {
      const { code, output } = await scan({ image, ...given });
      expect([code, output]).toEqual([expected, expect.anything()]);
      expect(await text("total")).toBe(total);
    },
  );
});

describe("the pre-commit hooks", () => {
  it.each([
    [["good.yaml", "policy.yaml"], 0],
    [["good.yaml", ".trivyignore"], 2],
  ])("try each policy of %j", async (files, expected) => {
    const { repos } = parse(await template("pre-commit/pre-commit-config.yaml"));
    const hook = repos[0].hooks.find((one: { id: string }) => one.id === "plimsoll-policy");
    const { code, output } = await run(["sh", "-c"], `${hook.entry} ${files.join(" ")}`, {});
    expect([code, output]).toEqual([expected, expect.anything()]);
    const isPolicy = new RegExp(hook.files);
    expect(
      ["policy.yaml", "ci/my-policy.yml", "policy.md", "values.yaml"].map((one) =>
        isPolicy.test(one),
      ),
    ).toEqual([true, true, false, false]);
  });
});
