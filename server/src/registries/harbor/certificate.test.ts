import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHarborChecks } from "./checks.ts";
import { openHarborClient } from "./client.ts";

const openssl = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(openssl)("a Harbor whose certificate nobody vouches for (openssl makes it)", () => {
  let server: Server;
  let address: string;
  let certificate: string;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
    const [key, cert] = [join(folder, "key"), join(folder, "cert")];
    const names = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    execFileSync(
      "openssl",
      ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...names, "-days", "2"],
      { stdio: "ignore" },
    );
    certificate = readFileSync(cert, "utf8");
    const options = { key: readFileSync(key), cert: certificate };
    rmSync(folder, { recursive: true });
    server = createServer(options, (_, response) => void response.end("Pong"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ["is refused", () => ({ certificate: null }), "registry-certificate"],
    ["is trusted by its own certificate", () => ({ certificate }), null],
    ["is trusted where nobody looks", () => ({ certificate: null, insecure: true }), null],
  ])("%s", async (_, given, code) => {
    const client = openHarborClient({ address, credentials: null, ...given() });
    const greeting = client.ping();
    if (code === null) await greeting;
    else await expect(greeting).rejects.toMatchObject({ code });
    await client.close();
  });

  it("is the line of the test that fails, and the address passes", async () => {
    const connection = { address, credentials: null, certificate: null };
    const checks = await runHarborChecks(connection, AbortSignal.timeout(10_000));
    expect(checks.slice(0, 3)).toMatchObject([
      { name: "address", result: "passed" },
      { name: "certificate", result: "failed", code: "registry-certificate" },
      { name: "version", result: "skipped" },
    ]);
  });

  it("is told to be spoken to by the wrong protocol", async () => {
    const plain = openHarborClient({
      address: address.replace("https:", "http:"),
      credentials: null,
      certificate: null,
      patience: { attempts: 1 },
    });
    await expect(plain.ping()).rejects.toMatchObject({
      code: expect.stringMatching(/registry-(not-oci|unreachable)/),
    });
    await plain.close();
  });
});
