import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCredentials } from "./credentials.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-credentials-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const basic = (text: string) => Buffer.from(text).toString("base64");

async function withDocker(config: unknown, registry: string, env: Record<string, string> = {}) {
  await writeFile(
    join(folder, "config.json"),
    typeof config === "string" ? config : JSON.stringify(config),
  );
  const warnings: string[] = [];
  const credentials = await findCredentials(registry, {
    env: { PATH: `${folder}${delimiter}${process.env.PATH}`, DOCKER_CONFIG: folder, ...env },
    warn: (message) => warnings.push(message),
  });
  return { credentials, warnings };
}

async function helper(name: string, script: string): Promise<void> {
  const path = join(folder, `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

describe("credentials", () => {
  const auths = { auths: { "host.io": { auth: basic("docker:pass:word") } } };

  it("given go before the environment's, and those before Docker's", async () => {
    const env = { PLIMSOLL_REGISTRY_USERNAME: "env", PLIMSOLL_REGISTRY_PASSWORD: "p" };
    expect((await withDocker(auths, "host.io", env)).credentials).toEqual({
      username: "env",
      password: "p",
    });
    expect(
      (await withDocker(auths, "host.io", { ...env, PLIMSOLL_REGISTRY_TOKEN: "t" })).credentials,
    ).toEqual({ registryToken: "t" });
    expect(
      await findCredentials("host.io", { env, given: { username: "me", password: "q" } }),
    ).toEqual({ username: "me", password: "q" });
  });

  it.each([{ username: "a" }, { password: "b" }])(
    "that are half given are refused: %j",
    async (given) => {
      await expect(findCredentials("host.io", { env: {}, given })).rejects.toMatchObject({
        code: "credentials-invalid",
      });
    },
  );

  it.each<[string, unknown, string, unknown]>([
    ["a host", auths, "host.io", { username: "docker", password: "pass:word" }],
    ["another host", auths, "other.io", null],
    ["a longer host", auths, "host.io.evil.com", null],
    [
      "an address",
      { auths: { "https://host.io/v2/": { auth: basic("a:b") } } },
      "host.io",
      { username: "a", password: "b" },
    ],
    [
      "Docker Hub",
      { auths: { "https://index.docker.io/v1/": { auth: basic("a:b") } } },
      "docker.io",
      { username: "a", password: "b" },
    ],
    [
      "an identity token",
      { auths: { "host.io": { identitytoken: "t" } } },
      "host.io",
      { identityToken: "t" },
    ],
    ["an entry that a helper fills", { auths: { "host.io": {} } }, "host.io", null],
    ["nothing", {}, "host.io", null],
  ])("from Docker's file: %s", async (_, config, registry, expected) => {
    expect(await withDocker(config, registry)).toEqual({ credentials: expected, warnings: [] });
  });

  it.each([["no JSON"], [JSON.stringify({ auths: { "host.io": { auth: "////" } } })]])(
    "a file that cannot be used is said: %s",
    async (text) => {
      await expect(withDocker(text, "host.io")).rejects.toMatchObject({
        code: "credentials-invalid",
      });
    },
  );

  it("come from a helper, which is told the server", async () => {
    await helper("good", `read -r server; printf '{"Username":"u","Secret":"%s"}' "$server"`);
    const config = { credHelpers: { "host.io": "good" } };
    expect((await withDocker(config, "host.io")).credentials).toEqual({
      username: "u",
      password: "host.io",
    });
    const hub = await withDocker({ credsStore: "good" }, "docker.io");
    expect(hub.credentials).toEqual({ username: "u", password: "https://index.docker.io/v1/" });
  });

  it("from a helper may be an identity token", async () => {
    await helper("token", `printf '{"Username":"<token>","Secret":"t"}'`);
    expect((await withDocker({ credsStore: "token" }, "host.io")).credentials).toEqual({
      identityToken: "t",
    });
  });

  it.each([
    ["says there are none", "echo credentials not found in native keychain; exit 1", 0],
    ["fails", "echo geheim; exit 3", 1],
    ["says nothing that can be read", "echo geheim", 1],
  ])("are none when the helper %s; its words are not repeated", async (_, script, count) => {
    await helper("bad", script);
    const { credentials, warnings } = await withDocker(
      { credHelpers: { "host.io": "bad" } },
      "host.io",
    );
    expect(credentials).toBeNull();
    expect(warnings).toHaveLength(count);
    expect(warnings.join()).not.toContain("geheim");
  });

  it("are those of the file when the store has none", async () => {
    const { credentials, warnings } = await withDocker(
      { ...auths, credsStore: "missing" },
      "host.io",
    );
    expect(credentials).toEqual({ username: "docker", password: "pass:word" });
    expect(warnings).toEqual([expect.stringContaining("not on the PATH")]);
  });

  it("never start a program by a path", async () => {
    const { credentials, warnings } = await withDocker({ credsStore: "../../bin/sh" }, "host.io");
    expect(credentials).toBeNull();
    expect(warnings).toHaveLength(1);
  });
});
