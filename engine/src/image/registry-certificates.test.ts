import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type FakeRegistry, fakeRegistry, untilTestEnds } from "../../test/fake-registry.ts";
import { connect, credentials, failure, image, serve } from "../../test/registry-rig.ts";
import type { Registry } from "./registry.ts";

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(openssl)("a certificate (openssl makes them)", () => {
  const made: Record<string, { key: string; cert: string }> = {};
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
    const make = (name: string, subject: string) => {
      const key = join(folder, `${name}.key`);
      const cert = join(folder, `${name}.crt`);
      const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
      const names = ["-subj", "/CN=test", "-addext", `subjectAltName=${subject}`];
      execFileSync(
        "openssl",
        ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names, "-days", "2"],
        { stdio: "ignore" },
      );
      made[name] = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    };
    make("good", "IP:127.0.0.1");
    make("other", "DNS:elsewhere.example");
    rmSync(folder, { recursive: true });
  });

  async function pingWith(name: string, trusted: boolean): Promise<[FakeRegistry, Registry]> {
    const server = await fakeRegistry(image, made[name]);
    untilTestEnds(server);
    const certificate = trusted ? (made[name]?.cert ?? null) : null;
    return [server, connect(server.origin, { certificate, credentials })];
  }

  it.each([
    ["nobody vouches for", "good", false, /self-signed/],
    ["is for another host", "other", true, /another host/],
  ])("that %s is told apart", async (_, name, trusted, hint) => {
    const [server, client] = await pingWith(name, trusted);
    expect(await failure(client.ping())).toMatchObject({
      code: "certificate",
      hint: expect.stringMatching(hint),
    });
    expect(server.requests).toEqual([]);
  });

  it("of a registry that was asked in plain http is hinted at", async () => {
    const server = await serve(() => ({
      status: 400,
      body: "Client sent an HTTP request to an HTTPS server.",
    }));
    expect(await failure(connect(server.origin).ping())).toMatchObject({
      code: "registry-answer",
      hint: expect.stringContaining("https://"),
    });
  });

  it("of one's own authority is taken when it is given", async () => {
    const [server, client] = await pingWith("good", true);
    await client.ping();
    expect(server.requests).toHaveLength(1);
  });
});
