import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";

it("can be started by itself, holds something of everything, scans and ends when it is told to", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const command = [main, "demo", "harbor", "--step", "10", "--repositories", "3"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "ignore"] });
  let address = "";
  for await (const line of createInterface({ input: child.stdout })) {
    address = /^Harbor is ready: (\S+)$/.exec(line)?.[1] ?? "";
    if (address !== "") break;
  }
  const ask = async (path: string, method = "GET") => {
    const answer = await fetch(`${address}/api/v2.0${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from("admin:Harbor12345").toString("base64")}` },
    });
    return answer.status === 200 ? await answer.json() : answer.status;
  };
  expect(await ask("/projects")).toMatchObject([
    { name: "library", metadata: { public: "true" } },
    { name: "payments" },
    { name: "platform" },
    { name: "many", repo_count: 3 },
  ]);
  const artifact = "/projects/library/repositories/jobs%252Fnightly/artifacts/1.0";
  expect(await ask(`${artifact}/scan`, "POST")).toBe(202);
  const summary = { summary: { total: expect.any(Number) }, scan_status: "Success" };
  await expect
    .poll(async () => {
      const { scan_overview } = await ask(`${artifact}?with_scan_overview=true`);
      return Object.values(scan_overview)[0];
    })
    .toMatchObject(summary);
  child.kill();
  expect((await once(child, "exit"))[0]).toBe(0);
});
