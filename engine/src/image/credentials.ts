import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "../error.ts";
import { asObject, asString, type JsonObject, parseObject } from "./json.ts";
import type { Credentials } from "./registry-auth.ts";

export type CredentialOptions = {
  /** Given on the command line. */
  readonly given?: {
    readonly username?: string | undefined;
    readonly password?: string | undefined;
  };
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A mirror: what was given for the registry itself is nothing for it to know. */
  readonly isMirror?: boolean;
  /** Told what keeps credentials from being used; without them the registry is asked anonymously. */
  readonly warn?: (message: string) => void;
};

/**
 * Who to be at a registry (`docker.io`, `localhost:5000`): as given, else from PLIMSOLL_REGISTRY_TOKEN or
 * PLIMSOLL_REGISTRY_USERNAME and _PASSWORD, else as Docker was told by `docker login`. Throws `credentials-invalid`.
 */
export async function findCredentials(
  registry: string,
  options: CredentialOptions = {},
): Promise<Credentials | null> {
  const { given, env = process.env, isMirror = false, warn = () => {} } = options;
  if (isMirror) return dockerCredentials(registry, env, warn);
  if (given?.username || given?.password)
    return pair(given.username, given.password, "--username and --password-stdin");
  if (env.PLIMSOLL_REGISTRY_TOKEN) return { registryToken: env.PLIMSOLL_REGISTRY_TOKEN };
  const { PLIMSOLL_REGISTRY_USERNAME: username, PLIMSOLL_REGISTRY_PASSWORD: password } = env;
  if (username || password)
    return pair(username, password, "PLIMSOLL_REGISTRY_USERNAME and PLIMSOLL_REGISTRY_PASSWORD");
  return dockerCredentials(registry, env, warn);
}

function pair(
  username: string | undefined,
  password: string | undefined,
  names: string,
): Credentials {
  if (!username || !password)
    throw new PlimsollError("credentials-invalid", "a user name and a password belong together", {
      hint: `Give both: ${names}.`,
    });
  return { username, password };
}

/** https://docs.docker.com/reference/cli/docker/login/ */
async function dockerCredentials(
  registry: string,
  env: NonNullable<CredentialOptions["env"]>,
  warn: (message: string) => void,
): Promise<Credentials | null> {
  const path = join(env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker"), "config.json");
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR")
      warn(`${path} cannot be read (${cause.code})`);
    return null;
  });
  if (!bytes) return null;
  const config = parseObject(bytes, path, "credentials-invalid");
  const keys = serverNames(registry);
  const helpers = asObject(config.credHelpers);
  const helper = keys.map((key) => asString(helpers?.[key])).find((name) => name !== null);
  const store = helper ?? asString(config.credsStore);
  if (store) {
    const found = await askHelper(store, keys[0] ?? registry, env, warn);
    if (found || helper) return found;
  }
  return fromAuths(asObject(config.auths), keys, path);
}

/** Docker Hub goes by the address of its first API. */
function serverNames(registry: string): string[] {
  return registry === "docker.io"
    ? ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]
    : [registry, `https://${registry}`, `http://${registry}`];
}

function fromAuths(
  auths: JsonObject | null,
  keys: readonly string[],
  path: string,
): Credentials | null {
  for (const [name, value] of Object.entries(auths ?? {})) {
    const bare = name.replace(/\/(v[12]\/?)?$/, "");
    if (!keys.includes(name) && !keys.includes(bare)) continue;
    const entry = asObject(value);
    const identityToken = asString(entry?.identitytoken);
    if (identityToken) return { identityToken };
    const registryToken = asString(entry?.registrytoken);
    if (registryToken) return { registryToken };
    const decoded = Buffer.from(asString(entry?.auth) ?? "", "base64").toString("utf8");
    const colon = decoded.indexOf(":");
    const username = asString(entry?.username) ?? decoded.slice(0, Math.max(colon, 0));
    const password = asString(entry?.password) ?? decoded.slice(colon + 1);
    if (username && password) return { username, password };
    if (entry?.auth)
      throw new PlimsollError(
        "credentials-invalid",
        `${path}: the entry for ${name} cannot be read`,
        {
          hint: "Sign in again: docker login.",
        },
      );
  }
  return null;
}

/** https://github.com/docker/docker-credential-helpers#development. What a helper prints is never repeated: it may be the secret. */
async function askHelper(
  name: string,
  server: string,
  env: NonNullable<CredentialOptions["env"]>,
  warn: (message: string) => void,
): Promise<Credentials | null> {
  const program = `docker-credential-${name}`;
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(name)) {
    warn(`Docker's configuration names a credential helper that is no program name`);
    return null;
  }
  const answer = await run(program, server, env);
  if ("failed" in answer) {
    if (!/credentials not found/i.test(answer.output))
      warn(`${program} gave no credentials: ${answer.failed}`);
    return null;
  }
  try {
    const { Username, Secret } = parseObject(
      Buffer.from(answer.output),
      program,
      "credentials-invalid",
    );
    const username = asString(Username);
    const secret = asString(Secret);
    if (!username || !secret) return null;
    return username === "<token>" ? { identityToken: secret } : { username, password: secret };
  } catch {
    warn(`${program} gave an answer that cannot be read`);
    return null;
  }
}

const helperTimeoutMs = 30_000;
const helperOutputBytes = 65_536;

function run(
  program: string,
  input: string,
  env: NonNullable<CredentialOptions["env"]>,
): Promise<{ output: string } | { output: string; failed: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, ["get"], {
      stdio: ["pipe", "pipe", "ignore"],
      timeout: helperTimeoutMs,
      env: { ...env },
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > helperOutputBytes) child.kill();
    });
    // A helper that does not read its input is told by its exit code.
    child.stdin.on("error", () => {});
    child.stdin.end(`${input}\n`);
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve({
        output: "",
        failed:
          error.code === "ENOENT" ? "it is not on the PATH" : (error.code ?? "it did not start"),
      }),
    );
    child.once("close", (code, signal) =>
      resolve(
        code === 0
          ? { output }
          : { output, failed: signal ? "it took too long" : `it ended with ${code}` },
      ),
    );
  });
}
