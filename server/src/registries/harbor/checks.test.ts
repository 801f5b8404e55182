import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startHarbor } from "@plimsoll/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { demoImages } from "../../../test/harbor-images.ts";
import { type HarborCheckName, harborCheckNames, runHarborChecks } from "./checks.ts";
import { createRobot } from "./robot.ts";
import { isSupported } from "./version.ts";

const signal = AbortSignal.timeout(60_000);
const patience = { baseMs: 5, lockMs: 60 };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function harborWith(options: Parameters<typeof startHarbor>[0] = {}) {
  const harbor = await startHarbor({ lockMs: 30, ...options });
  closing.push(harbor.close);
  const { alpine } = await demoImages();
  harbor.addScanner("Trivy");
  harbor.addProject("library", { public: true });
  harbor.push("library/a", alpine, "1");
  harbor.push("secret/b", alpine, "1");
  return harbor;
}

async function check(
  address: string,
  credentials: { username: string; password: string } | null,
  more: object = {},
) {
  const connection = { address, credentials, certificate: null, patience, ...more };
  const checks = await runHarborChecks(connection, signal);
  expect(checks.map(({ name }) => name)).toEqual([...harborCheckNames]);
  const by = Object.fromEntries(checks.map((one) => [one.name, one]));
  const results = (result: string) =>
    checks.filter((one) => one.result === result).map(({ name }) => name);
  return { by: by as Record<HarborCheckName, (typeof checks)[number]>, results };
}

const wishes = {
  ...{ scan: true, chooseScanner: true, webhooks: true },
  ...{ prevention: true, allScanners: true },
};

describe("the test of a Harbor", () => {
  it("passes line by line for a robot made for it, and changes nothing", async () => {
    const harbor = await harborWith();
    const connection = {
      address: harbor.address,
      credentials: harbor.administrator,
      certificate: null,
    };
    const robot = await createRobot(connection, { name: "p", projects: "all", wishes });
    const { results, by } = await check(harbor.address, robot);
    expect(results("failed")).toEqual([]);
    expect(results("warning")).toEqual([]);
    expect(results("skipped")).toEqual(["certificate"]);
    expect(by.scanners.detail).toContain("Trivy 1.2.3 is healthy and the default");
    expect(by.version.detail).toContain("2.16");
    expect(harbor.step()).toBe(false);
  });

  it("says what is missing for a robot that may only read, line by line", async () => {
    const harbor = await harborWith();
    const access = [
      ["repository", "list"],
      ["artifact", "list"],
      ["artifact", "read"],
    ].map(([resource = "", action = ""]) => ({ resource, action }));
    const robot = harbor.addRobot("r", [{ kind: "project", namespace: "*", access }]);
    const { by, results } = await check(harbor.address, robot);
    expect(results("failed")).toEqual([]);
    expect(harbor.step()).toBe(false);
    expect(results("warning")).toEqual([
      "reports",
      "scan",
      "space-scanner",
      "choose-scanner",
      "all-scanners",
      "webhooks",
      "prevention",
      "token",
    ]);
    expect(by.webhooks.detail).toContain("next sync");
    expect(by.token.detail).toContain("cannot be pulled");
    // Tried on what not everybody may see.
    expect(by.projects.detail).toContain("secret");
  });

  it("fails where images cannot even be listed", async () => {
    const harbor = await harborWith();
    const robot = harbor.addRobot("r", [{ kind: "project", namespace: "secret", access: [] }]);
    const { by } = await check(harbor.address, robot);
    expect(by.repositories).toMatchObject({ result: "failed", code: "registry-credentials" });
  });

  it("does not take a wrong password for right, although Harbor answers it 200 as anybody", async () => {
    const harbor = await harborWith();
    const { by, results } = await check(harbor.address, { username: "admin", password: "wrong" });
    expect(results("failed")).toEqual(["credentials"]);
    expect(by.credentials.code).toBe("registry-credentials");
    expect(by.projects.result).toBe("skipped");
  });

  it("takes the right password right after a wrong one", async () => {
    const harbor = await harborWith();
    const wrong = check(harbor.address, { username: "admin", password: "wrong" });
    await wrong;
    const { results } = await check(harbor.address, harbor.administrator);
    expect(results("failed")).toEqual([]);
    expect(results("warning")).toEqual(["credentials"]);
  });

  it("warns where nobody is named", async () => {
    const harbor = await harborWith();
    const { by, results } = await check(harbor.address, null);
    expect(results("failed")).toEqual([]);
    expect(by.credentials).toMatchObject({ result: "warning" });
    expect(by.artifacts.result).toBe("passed");
  });

  it("refuses what is too old", async () => {
    const harbor = await harborWith({ version: [2, 3] });
    const { results, by } = await check(harbor.address, harbor.administrator);
    expect(results("failed")).toEqual(["version"]);
    expect(by.version.detail).toContain("2.4");
  });

  it("works with 2.4", async () => {
    const harbor = await harborWith({ version: [2, 4] });
    const { results } = await check(harbor.address, harbor.administrator);
    expect(results("failed")).toEqual([]);
  });

  it.each([
    ["none", "None is installed"],
    ["an unhealthy one", "unhealthy"],
  ])("warns where the scanner is %s", async (which, words) => {
    const harbor = await harborWith();
    const [scanner] = harbor.scanners;
    if (which === "none") harbor.scanners.length = 0;
    else if (scanner) scanner.healthy = false;
    const { by } = await check(harbor.address, harbor.administrator);
    expect(by.scanners).toMatchObject({
      result: "warning",
      detail: expect.stringContaining(words),
    });
  });

  it("names the address where nothing answers, or something else does", async () => {
    const server = createServer((_, response) => void response.end("<html>hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = await check(address, null);
    expect(other.by.address).toMatchObject({ result: "failed", code: "registry-not-oci" });
    await new Promise((resolve) => server.close(resolve));
    const dead = await check(address, null);
    expect(dead.by.address).toMatchObject({ result: "failed", code: "registry-unreachable" });
    expect(dead.results("skipped")).toHaveLength(harborCheckNames.length - 1);
  });

  it("warns where tokens are given at an address that is not reached from here", async () => {
    const harbor = await harborWith({ externalAddress: "http://127.0.0.1:9" });
    const { by, results } = await check(harbor.address, harbor.administrator);
    expect(results("failed")).toEqual([]);
    expect(by.token).toMatchObject({
      result: "warning",
      detail: expect.stringMatching(/external URL.*127\.0\.0\.1:9/),
    });
  });

  it("ends when its time is up", async () => {
    const harbor = await harborWith();
    harbor.faults.add({ act: "silent" });
    const connection = { address: harbor.address, credentials: null, certificate: null };
    const checks = await runHarborChecks(connection, AbortSignal.timeout(50));
    expect(checks[0]).toMatchObject({ result: "failed", code: "registry-unreachable" });
  });
});

it.each([
  ["v2.16.0-c50c7ddd", true],
  ["v2.4.0", true],
  ["2.3.9", false],
  ["v1.10.0", false],
  ["v3.0.0", true],
  ["dev", true],
])("Harbor %s is supported: %s", (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
