import { resolve } from "node:path";
import { type Setting, settingGroups, settingNames, settingsSchema } from "@plimsoll/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  refusal,
  signInAs,
  startTestService,
  type TestService,
} from "../test/harness.ts";
import { loadConfig } from "./config.ts";

const usualSources = "mirror.gcr.io/aquasec/trivy-db:2, ghcr.io/aquasecurity/trivy-db:2";
const secrets = {
  PLIMSOLL_SECRET_KEY: "5b".repeat(32),
  PLIMSOLL_ADMIN_PASSWORD: "hunter2 hunter2",
  PLIMSOLL_DB_PASSWORD: "hunter2",
  PLIMSOLL_METRICS_TOKEN: "hunter2-hunter2-hunter2",
};

test("every setting is told once, in groups that keep their order", () => {
  const { groups } = settingsSchema.parse(loadConfig({}).shown);
  expect(groups.map(({ name }) => name)).toEqual(settingGroups);
  for (const { settings } of groups) expect(settings).not.toEqual([]);
  const names = groups.flatMap(({ settings }) => settings.map(({ name }) => name));
  expect(names.sort()).toEqual([...settingNames].sort());
});

test("without settings each has its default, and none is said to be set", () => {
  const all = [...shown({}).values()];
  expect(all.filter(({ isDefault }) => !isDefault)).toEqual([]);
});

test.each<[Setting["name"], string | undefined, Setting["value"], boolean]>([
  ["PLIMSOLL_PORT", undefined, 4180, true],
  ["PLIMSOLL_PORT", "", 4180, true],
  ["PLIMSOLL_PORT", "4180", 4180, true],
  ["PLIMSOLL_PORT", "0", 0, false],
  ["PLIMSOLL_UPDATE_HOURS", "0.5", 0.5, false],
  ["PLIMSOLL_OFFLINE", "no", false, true],
  ["PLIMSOLL_OFFLINE", "yes", true, false],
  ["PLIMSOLL_DATA", "data", resolve("data"), false],
  ["PLIMSOLL_PUBLIC_URL", undefined, null, true],
  ["PLIMSOLL_PUBLIC_URL", "https://plimsoll.example.com/", "https://plimsoll.example.com", false],
  ["PLIMSOLL_TRUSTED_PROXIES", "loopback", "loopback", true],
  ["PLIMSOLL_TRUSTED_PROXIES", "none", "none", false],
  ["PLIMSOLL_OUTBOUND_ALLOW", "10.0.0.0/8,*.example.com", "10.0.0.0/8,*.example.com", false],
  ["PLIMSOLL_DB_SOURCES", undefined, usualSources, true],
  ["PLIMSOLL_DB_SOURCES", "a.example/b, /c/d", "a.example/b, /c/d", false],
  [
    "PLIMSOLL_DB_SOURCES",
    `a.example/b:1@sha256:${"0".repeat(64)}`,
    expect.stringMatching(/^a.*0$/),
    false,
  ],
  ["PLIMSOLL_TRIVY", "C:\\me@home\\trivy", "C:\\me@home\\trivy", false],
])("%s=%s is told as %j, a default: %s", (name, given, value, isDefault) => {
  const env = given === undefined ? {} : { [name]: given };
  expect(shown(env).get(name)).toEqual({ name, value, isDefault, secret: false });
});

test.each<[Setting["name"], string, string]>([
  [
    "DATABASE_URL",
    "postgres://me:hunter2@db.example/p?password=hunter2",
    "postgres://db.example/p",
  ],
  [
    "PLIMSOLL_KEV",
    "https://me:hunt,er2@kev.example:8443/k.json?sig=hunter2#hunter2",
    "https://kev.example:8443/k.json",
  ],
  ["PLIMSOLL_KEV", "https://me:hunter2@kev.example:port/k.json", "https://…"],
  ["PLIMSOLL_EPSS", "https://hunter2@epss.example", "https://epss.example/"],
  [
    "PLIMSOLL_DB_SOURCES",
    "me:hunter2@a.example/b:2,https://hunter2@b.example/c",
    "a.example/b:2, https://b.example/c",
  ],
  ["PLIMSOLL_ADVISORIES", "/own,https://me:hunter2@c.example/d", "/own, https://c.example/d"],
])("%s=%s is told as %s, without who signs in and how", (name, given, value) => {
  expect(shown({ [name]: given }).get(name)).toMatchObject({ value, isDefault: false });
});

test("a source that differs from the usual one by a password alone is no default", () => {
  const given = `me:hunter2@${usualSources}`;
  const setting = shown({ PLIMSOLL_DB_SOURCES: given }).get("PLIMSOLL_DB_SOURCES");
  expect(setting).toMatchObject({ value: usualSources, isDefault: false });
});

test("of a secret it is told whether it is set, and nothing else", () => {
  const config = loadConfig({ ...secrets, PLIMSOLL_DB_USERNAME: "me" });
  const text = JSON.stringify(config.shown);
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
  const all = config.shown.groups.flatMap(({ settings }) => settings);
  const told = all.filter(({ secret }) => secret);
  expect(told.map(({ name }) => name).sort()).toEqual(Object.keys(secrets).sort());
  expect(told.map(({ value, isDefault }) => [value, isDefault])).toEqual(
    told.map(() => [null, false]),
  );
});

describe("GET /settings", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(undefined, undefined, {
      PLIMSOLL_AUDIT_DAYS: "30",
      PLIMSOLL_METRICS_TOKEN: secrets.PLIMSOLL_METRICS_TOKEN,
    });
  });
  afterAll(() => service.close());

  test("tells an administrator what this service was started with", async () => {
    const settings = await service.client.getSettings();
    const all = new Map(
      settings.groups.flatMap((group) => group.settings.map((one) => [one.name, one])),
    );
    expect(all.get("PLIMSOLL_AUDIT_DAYS")).toMatchObject({ value: 30, isDefault: false });
    expect(all.get("PLIMSOLL_LOG_LEVEL")).toMatchObject({ value: "debug", isDefault: false });
    expect(all.get("PLIMSOLL_METRICS_TOKEN")).toMatchObject({ value: null, isDefault: false });
    expect(all.get("PLIMSOLL_DB_PASSWORD")).toMatchObject({ value: null, isDefault: true });
    const url = new URL(service.database.url);
    expect(all.get("DATABASE_URL")?.value).toBe(`${url.protocol}//${url.host}${url.pathname}`);
  });

  test("tells it to nobody else, a workspace's administrator neither", async () => {
    const { id: workspaceId } = await makeWorkspace(service);
    const { client } = await signInAs(service, { workspaceRole: "administrator", workspaceId });
    expect(await refusal(client.getSettings())).toMatchObject({ status: 403, code: "forbidden" });
  });
});

function shown(env: Readonly<Record<string, string>>): ReadonlyMap<string, Setting> {
  const { groups } = loadConfig(env).shown;
  return new Map(groups.flatMap(({ settings }) => settings.map((one) => [one.name, one])));
}
