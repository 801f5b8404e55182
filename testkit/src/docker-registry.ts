import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = "/usr/bin/docker-registry";

/** Whether Debian's registry, the reference implementation, is installed. */
export const hasDockerRegistry = existsSync(binary);

export type DockerRegistry = {
  /** `host:port`. */
  readonly host: string;
  close(): Promise<void>;
};

/** Starts an empty registry on loopback; with `htpasswd` it asks for these (bcrypt) credentials, with `tls` it speaks https. */
export async function startDockerRegistry(
  options: {
    htpasswd?: string;
    tls?: { certificate: string; key: string };
    /** Where it posts what was pushed and deleted. */
    notify?: string;
  } = {},
): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const config = {
    version: 0.1,
    log: { level: "error" },
    storage: {
      filesystem: { rootdirectory: join(folder, "data") },
      delete: { enabled: true },
    },
    http: {
      addr: host,
      ...(options.tls && {
        tls: {
          certificate: await file("tls.crt", options.tls.certificate),
          key: await file("tls.key", options.tls.key),
        },
      }),
    },
    ...(options.notify && {
      notifications: {
        endpoints: [
          { name: "test", url: options.notify, timeout: "1s", threshold: 5, backoff: "1s" },
        ],
      },
    }),
    ...(options.htpasswd && {
      auth: { htpasswd: { realm: "test", path: await file("htpasswd", options.htpasswd) } },
    }),
  };
  // YAML 1.2 is a superset of JSON.
  const child = spawn(binary, ["serve", await file("config.yml", JSON.stringify(config))], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await untilListening(host, child);
  return {
    host,
    close: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return bound.port;
}

async function untilListening(host: string, child: { exitCode: number | null }): Promise<void> {
  const [, port] = host.split(":");
  while (child.exitCode === null) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.once("connect", () => socket.end(() => resolve(true)));
      socket.once("error", () => setTimeout(resolve, 20, false));
    });
    if (open) return;
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}
