import { createClient } from "@plimsoll/api";
import { serveImages } from "@plimsoll/sample";
import { expect, test } from "vitest";
import {
  addRegistry,
  createTestDatabase,
  newestOf,
  password,
  scan,
  signIn,
  trySignIn,
} from "../test/harness.ts";
import { alpineImage } from "../test/images.ts";
import { startInProcess } from "../test/process.ts";

test("no secret is in the log, even at its loudest", async () => {
  const database = await createTestDatabase({ migrated: false });
  const key = Buffer.alloc(32, 9).toString("base64");
  const service = await startInProcess({
    DATABASE_URL: database.url,
    PLIMSOLL_PORT: "0",
    PLIMSOLL_ADMIN_PASSWORD: password,
    PLIMSOLL_SECRET_KEY: key,
    PLIMSOLL_LOG_LEVEL: "debug",
  });
  const registry = await serveImages({ "team/app": { v1: await alpineImage({ busybox: "1" }) } });
  const cookie = await signIn(service.url);
  const client = createClient({ origin: service.url, headers: { cookie } });
  await trySignIn(service.url, { username: "admin", password: "a wrong guess" });
  const credentials = { username: "robot", password: "open sesame" };
  await addRegistry(client, registry.address, credentials);
  await addRegistry(client, "http://127.0.0.1:1", credentials);
  await scan(client, (await newestOf(client, "team/app")).id);
  const log = await service.kill();
  await registry.close();
  await database.close();
  expect(log).toContain("run-scan");
  for (const secret of [
    password,
    key,
    "a wrong guess",
    "open sesame",
    Buffer.from("robot:open sesame").toString("base64"),
    cookie.split("=")[1] ?? "",
    new URL(database.url).password,
  ])
    expect(log).not.toContain(secret);
});
