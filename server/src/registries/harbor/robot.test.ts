import { startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHarborClient } from "./client.ts";
import { createRobot, type RobotWishes } from "./robot.ts";

let harbor: Awaited<ReturnType<typeof startHarbor>>;
beforeEach(async () => {
  harbor = await startHarbor({ lockMs: 10 });
  harbor.addProject("a");
  harbor.addProject("b");
});
afterEach(() => harbor.close());

const none: RobotWishes = {
  scan: false,
  chooseScanner: false,
  webhooks: false,
  prevention: false,
  allScanners: false,
};
const connection = (credentials = harbor.administrator) => ({
  address: harbor.address,
  credentials,
  certificate: null,
  patience: { lockMs: 20 },
});
const actions = () =>
  harbor.robots[0]?.permissions.flatMap(({ access }) =>
    access.map(({ resource, action }) => `${resource}:${action}`),
  );

it("makes a robot that may read and pull, and nothing that it was not asked for", async () => {
  const robot = await createRobot(connection(), { name: "p", projects: "all", wishes: none });
  expect(robot).toMatchObject({ username: "robot$p", leftOut: [] });
  expect(actions()).toContain("repository:pull");
  expect(actions()?.filter((name) => /:(create|update|delete|push|stop|\*)$/.test(name))).toEqual(
    [],
  );
  const client = openHarborClient({ ...connection(), credentials: robot });
  expect(await client.identify()).toEqual({ kind: "robot" });
  await client.close();
});

it.each([
  ["scan", "scan:create"],
  ["scan", "scan:stop"],
  ["chooseScanner", "scanner:create"],
  ["webhooks", "notification-policy:create"],
  ["prevention", "project:update"],
  ["allScanners", "scanner:list"],
] as const)("may be wished for: %s gives %s, named one by one", async (wish, action) => {
  const wishes = { ...none, [wish]: true };
  await createRobot(connection(), { name: "p", projects: ["a"], wishes });
  expect(actions()).toContain(action);
  expect(actions()?.some((name) => name.includes("*"))).toBe(false);
});

it("is for the projects that were named", async () => {
  await createRobot(connection(), { name: "p", projects: ["a", "b"], wishes: none });
  expect(harbor.robots[0]?.permissions.map(({ namespace }) => namespace)).toEqual(["a", "b"]);
});

it("leaves out what this Harbor has no permission for, and says so", async () => {
  const unknown = (name: string) => ({
    status: 400,
    body: JSON.stringify({
      errors: [{ code: "BAD_REQUEST", message: `bad request permission: ${name}` }],
    }),
  });
  for (const name of ["scan:stop", "tag:list"])
    harbor.faults.add({ on: /POST .*robots/, times: 1, act: unknown(name) });
  const wishes = { ...none, scan: true };
  const robot = await createRobot(connection(), { name: "p", projects: "all", wishes });
  expect(robot.leftOut).toEqual(["scan:stop", "tag:list"]);
  expect(actions()).toContain("scan:create");
  expect(actions()).not.toContain("scan:stop");
});

it("does not ask for ever", async () => {
  const body = '{"errors":[{"code":"BAD_REQUEST","message":"bad request permission: scan:read"}]}';
  harbor.faults.add({ on: /POST .*robots/, act: { status: 400, body } });
  const made = createRobot(connection(), { name: "p", projects: "all", wishes: none });
  await expect(made).rejects.toMatchObject({ code: "bad-request" });
  expect(harbor.requests.filter((line) => line.startsWith("POST"))).toHaveLength(2);
});

it("says that the name is taken", async () => {
  const request = { name: "p", projects: "all", wishes: none } as const;
  await createRobot(connection(), request);
  await expect(createRobot(connection(), request)).rejects.toMatchObject({
    code: "conflict",
    hint: expect.stringContaining("another name"),
  });
});

it("wants an administrator, and repeats no password", async () => {
  harbor.users.push({ name: "dev", password: "dev's secret", administrator: false, roles: {} });
  const request = { name: "p", projects: "all", wishes: none } as const;
  const asDev = connection({ username: "dev", password: "dev's secret" });
  const refused = await createRobot(asDev, request).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "registry-credentials" });
  expect(JSON.stringify(refused) + String(refused)).not.toContain("dev's secret");
  const wrong = connection({ username: "admin", password: "nope" });
  await expect(createRobot(wrong, request)).rejects.toMatchObject({ code: "registry-credentials" });
  expect(harbor.robots).toEqual([]);
});
