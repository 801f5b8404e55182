import { startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HarborClient, openHarborClient } from "./client.ts";
import { harborLinks } from "./links.ts";
import {
  installOwnScanner,
  listScanners,
  projectScanner,
  scannerCandidates,
  setDefaultScanner,
  setProjectScanner,
} from "./scanners.ts";

let harbor: Awaited<ReturnType<typeof startHarbor>>;
let client: HarborClient;
beforeEach(async () => {
  harbor = await startHarbor();
  harbor.addProject("team");
  const credentials = harbor.administrator;
  client = openHarborClient({ address: harbor.address, credentials, certificate: null });
});
afterEach(async () => {
  await client.close();
  await harbor.close();
});

describe("a Harbor's scanners", () => {
  it("are told with health, version and the date of their advisories", async () => {
    harbor.addScanner("Trivy", { vendor: "Aqua Security", version: "0.74.0" });
    harbor.addScanner("Clair", { healthy: false });
    expect(await listScanners(client)).toMatchObject([
      {
        name: "Trivy",
        adapter: "Trivy",
        vendor: "Aqua Security",
        version: "0.74.0",
        health: "healthy",
        databaseDate: "2026-11-20T06:00:00.000Z",
        isDefault: true,
        consumes: expect.arrayContaining(["application/vnd.oci.image.manifest.v1+json"]),
      },
      { name: "Clair", health: "unhealthy", databaseDate: null, isDefault: false },
    ]);
  });

  it("are none where none is registered, which Harbor tells with an empty body", async () => {
    expect(await listScanners(client)).toEqual([]);
    expect(await projectScanner(client, "team")).toBeNull();
  });

  it("are the project's own or the default one, as it is chosen", async () => {
    const trivy = harbor.addScanner("Trivy");
    const clair = harbor.addScanner("Clair");
    expect(await projectScanner(client, "team")).toMatchObject({ name: "Trivy" });
    await setProjectScanner(client, "team", clair.uuid);
    expect(await projectScanner(client, "team")).toMatchObject({ name: "Clair", isDefault: false });
    expect(await scannerCandidates(client, "team")).toHaveLength(2);
    await setProjectScanner(client, "team", trivy.uuid);
    await setDefaultScanner(client, clair.uuid);
    expect(harbor.scanners.map(({ isDefault }) => isDefault)).toEqual([false, true]);
  });

  it("cannot be chosen where there is no such one, although Harbor says yes", async () => {
    harbor.addScanner("Trivy");
    const chosen = setProjectScanner(client, "team", "00000000-0000-0000-0000-000000000000");
    await expect(chosen).rejects.toMatchObject({ code: "not-found" });
  });

  it("are told even where their metadata may not be asked for", async () => {
    harbor.addScanner("Trivy");
    const access = [{ resource: "scanner", action: "read" }];
    const robot = harbor.addRobot("r", [{ kind: "project", namespace: "*", access }]);
    const asRobot = openHarborClient({
      address: harbor.address,
      credentials: robot,
      certificate: null,
    });
    expect(await projectScanner(asRobot, "team")).toMatchObject({
      name: "Trivy",
      health: "healthy",
      version: "1.2.3",
      databaseDate: null,
    });
    await asRobot.close();
  });
});

describe("Plimsoll as one of them", () => {
  const own = {
    name: "Plimsoll",
    url: "http://plimsoll.invalid/scanner",
    apiKey: "key",
    insecure: false,
    internalAddress: true,
    makeDefault: false,
  };

  it("is registered with its key, and made the default one where that is wished", async () => {
    harbor.addScanner("Trivy");
    const uuid = await installOwnScanner(client, own);
    expect(harbor.scanners[1]).toMatchObject({
      uuid,
      auth: "X-ScannerAdapter-API-Key",
      credential: "key",
      isDefault: false,
    });
    const again = await installOwnScanner(client, { ...own, apiKey: "new", makeDefault: true });
    expect(again).toBe(uuid);
    expect(harbor.scanners).toHaveLength(2);
    expect(harbor.scanners[1]).toMatchObject({ credential: "new", isDefault: true });
  });

  it("says what to look at where Harbor does not reach it, which Harbor hides", async () => {
    const dead = installOwnScanner(client, { ...own, url: "http://plimsoll.invalid/dead" });
    await expect(dead).rejects.toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("does not reach"),
    });
  });

  it("says that another has the address", async () => {
    harbor.addScanner("Other", { url: own.url });
    await expect(installOwnScanner(client, own)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("by another name"),
    });
  });
});

describe("links into Harbor", () => {
  const links = harborLinks("https://harbor.example.com/");
  it("lead to a project, a repository and an artifact", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(links.home).toBe("https://harbor.example.com/");
    expect(links.project("7")).toBe("https://harbor.example.com/harbor/projects/7/repositories");
    expect(links.repository("7", "p/a/b")).toBe(
      "https://harbor.example.com/harbor/projects/7/repositories/a%252Fb/artifacts-tab",
    );
    expect(links.artifact("7", "p/a", digest)).toBe(
      `https://harbor.example.com/harbor/projects/7/repositories/a/artifacts-tab/artifacts/${digest}`,
    );
  });
});
