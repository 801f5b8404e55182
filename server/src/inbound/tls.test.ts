import { X509Certificate } from "node:crypto";
import { chmod, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { selfSigned } from "../../test/certificate.ts";
import { createTestDatabase, createTestSource, password } from "../../test/harness.ts";
import { testAdvisories } from "../../test/images.ts";
import { logFile } from "../../test/secrets.ts";
import { loadConfig } from "../config.ts";
import { startServer } from "../main.ts";
import { openTls } from "./tls.ts";

let folder: string;
const [first, second] = [selfSigned(), selfSigned()];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-tls-"));
});
afterAll(() => rm(folder, { recursive: true }));

const silent = pino({ level: "silent" });
let count = 0;

async function write(pair: { certificate: string | Buffer; key: string }) {
  count += 1;
  const files = { certificate: join(folder, `${count}.crt`), key: join(folder, `${count}.key`) };
  await writeFile(files.certificate, pair.certificate);
  await writeFile(files.key, pair.key);
  return files;
}

describe("what cannot be used ends the start with its reason", () => {
  test.each<[string, () => Promise<{ certificate: string; key: string }>, RegExp, string]>([
    [
      "no such certificate",
      async () => ({ ...(await write(first)), certificate: join(folder, "none.crt") }),
      /none\.crt does not exist/,
      "PLIMSOLL_TLS_CERT",
    ],
    [
      "no such key",
      async () => ({ ...(await write(first)), key: join(folder, "none.key") }),
      /none\.key does not exist/,
      "PLIMSOLL_TLS_KEY",
    ],
    [
      "a folder",
      async () => ({ ...(await write(first)), key: folder }),
      /is a folder/,
      "PLIMSOLL_TLS_KEY",
    ],
    [
      "a certificate that is none",
      () => write({ ...first, certificate: "-----BEGIN CERTIFICATE-----\nAAAA\n" }),
      /does not hold a certificate in PEM/,
      "PLIMSOLL_TLS_CERT",
    ],
    [
      "a certificate in another form",
      () => write({ ...first, certificate: new X509Certificate(first.certificate).raw }),
      /does not hold a certificate in PEM/,
      "PLIMSOLL_TLS_CERT",
    ],
    [
      "a key that is none",
      () => write({ ...first, key: first.certificate }),
      /does not hold a private key in PEM/,
      "PLIMSOLL_TLS_KEY",
    ],
    [
      "another certificate's key",
      () => write({ ...first, key: second.key }),
      /is not that of the certificate/,
      "comes first",
    ],
    [
      "a file that is far too large",
      () => write({ ...first, certificate: Buffer.alloc(2 << 20, "A") }),
      /too large/,
      "PLIMSOLL_TLS_CERT",
    ],
  ])("%s", async (_, files, message, hint) => {
    const opening = openTls(await files(), silent);
    await expect(opening).rejects.toMatchObject({
      code: "certificate-unusable",
      message: expect.stringMatching(message),
      hint: expect.stringContaining(hint),
    });
  });

  test.runIf(process.getuid?.() !== 0)("a key that may not be read", async () => {
    const files = await write(first);
    await chmod(files.key, 0);
    await expect(openTls(files, silent)).rejects.toThrow(/may not be read/);
  });
});

test("a certificate that is over is used, and told", async () => {
  vi.useFakeTimers({ now: Date.now() + 5 * 86_400_000, toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const warn = vi.fn();
  const tls = await openTls(await write(first), { ...silent, warn } as never);
  tls.close();
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ to: expect.any(String) }),
    expect.stringContaining("expired"),
  );
});

describe("a certificate that is renewed while it is served", () => {
  async function serve(files: { certificate: string; key: string }) {
    const tls = await openTls(files, silent, 20);
    const server = tls.createServer({}, (_, answer) => answer.end("fine"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    onTestFinished(() => {
      tls.close();
      server.closeAllConnections();
      server.close();
    });
    return port;
  }
  const shown = (port: number) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
        socket.destroy();
      });
      socket.on("error", reject);
    });
  const printOf = (pem: string) => new X509Certificate(pem).fingerprint256;

  test("is shown to who comes then, and open connections go on", async () => {
    const files = await write(first);
    const port = await serve(files);
    expect(await shown(port)).toBe(printOf(first.certificate));
    const open = connect({ port, host: "127.0.0.1", ca: first.certificate });
    onTestFinished(() => void open.destroy());
    const ask = () =>
      new Promise<string>((resolve, reject) => {
        open.once("data", (bytes) => resolve(bytes.toString()));
        open.once("close", () => reject(new Error("the connection was closed")));
        open.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      });
    expect(await ask()).toContain("200 OK");
    await writeFile(files.certificate, second.certificate);
    await writeFile(files.key, second.key);
    await vi.waitFor(async () => expect(await shown(port)).toBe(printOf(second.certificate)), 5000);
    expect(await ask()).toContain("200 OK");
  });

  test("is found behind a link that is switched over, as Kubernetes mounts secrets", async () => {
    const [old, renewed] = [await write(first), await write(second)];
    const files = { certificate: join(folder, "tls.crt"), key: join(folder, "tls.key") };
    for (const name of ["certificate", "key"] as const) await symlink(old[name], files[name]);
    const port = await serve(files);
    for (const name of ["certificate", "key"] as const) {
      await symlink(renewed[name], `${files[name]}.new`);
      await rename(`${files[name]}.new`, files[name]);
    }
    await vi.waitFor(async () => expect(await shown(port)).toBe(printOf(second.certificate)), 5000);
  });

  test("stays as it was while what is there cannot be used", async () => {
    const files = await write(first);
    const warn = vi.fn();
    const tls = await openTls(files, { ...silent, warn } as never, 20);
    const server = tls.createServer({}, () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      tls.close();
      server.close();
    });
    await writeFile(files.certificate, second.certificate);
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), 5000);
    expect(await shown((server.address() as { port: number }).port)).toBe(
      printOf(first.certificate),
    );
  });
});

test("the service over https: its address, cookies of this host alone, and no way back to http", async () => {
  const files = await write(first);
  const database = await createTestDatabase({ migrated: false });
  const config = loadConfig({
    DATABASE_URL: database.url,
    PLIMSOLL_DATA: folder,
    PLIMSOLL_PORT: "0",
    PLIMSOLL_ADMIN_PASSWORD: password,
    PLIMSOLL_TLS_CERT: files.certificate,
    PLIMSOLL_TLS_KEY: files.key,
  });
  const advisories = createTestSource(testAdvisories);
  const service = await startServer(config, { advisories, logFile: logFile() });
  onTestFinished(async () => {
    await service.close();
    await database.close();
  });
  expect(service.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const ask = (path: string, init: { method?: string; headers?: object; body?: string } = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
      const { method = "GET", headers = {}, body } = init;
      const options = {
        ca: first.certificate,
        method,
        headers: { ...headers },
        agent: false as const,
        servername: "",
      };
      const sent = request(`${service.url}${path}`, options, (answer) => {
        answer.resume();
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers }),
        );
      });
      sent.on("error", reject).end(body);
    });
  const health = await ask("/healthz");
  expect(health.status).toBe(200);
  expect(health.headers["strict-transport-security"]).toBe("max-age=31536000");
  const signedIn = await ask("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json", origin: service.url },
    body: JSON.stringify({ username: "admin", password }),
  });
  expect(signedIn.status).toBe(200);
  const [cookie = ""] = signedIn.headers["set-cookie"] as string[];
  expect(cookie).toMatch(
    /^__Host-plimsoll_session=[\w-]{43}; Path=\/; .*HttpOnly; Secure; SameSite=Lax/,
  );
  const [pair = ""] = cookie.split(";");
  expect((await ask("/api/v1/session", { headers: { cookie: pair } })).status).toBe(200);
  // What a page over http of the same host could have planted is not looked at.
  const plain = pair.replace("__Host-", "");
  expect((await ask("/api/v1/session", { headers: { cookie: plain } })).status).toBe(401);
  expect((await ask("/healthz", { headers: { host: "evil.example" } })).status).toBe(403);
});
