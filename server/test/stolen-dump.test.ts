import { randomBytes, randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdReports } from "../src/matching/lock.ts";
import { signIn, until } from "./harness.ts";
import { enter, join, tokenOf } from "./people.ts";
import { startWorld, totpCodeOf, type World } from "./route-calls.ts";
import { dumpOf, waysToRead } from "./stolen-dump.ts";

/** What somebody chose, or has elsewhere: not even as a hash that is guessed fast. */
type Secret = { readonly chosen: boolean; readonly text: string };
const chosen = (text: string): Secret => ({ chosen: true, text });
const given = (text: string): Secret => ({ chosen: false, text });
/** Told apart by nobody from what the service makes. */
const invent = () => `geheim-${randomBytes(12).toString("hex")}`;

const nowhere = "http://127.0.0.1:9";

/** Of each kind of secret that the service has, how it comes to have it. */
const kinds: Readonly<Record<string, (world: World) => Promise<readonly Secret[]>>> = {
  "the first administrator's password": async () => [chosen("a password for tests")],
  "somebody's password": async ({ client }) => {
    const text = invent();
    const { path } = await client.invitePerson({ body: { username: `p-${randomUUID()}` } });
    await client.acceptInvitation({ body: { token: tokenOf(path), password: text } });
    return [chosen(text)];
  },
  "a password that was refused": async ({ service, client }) => {
    const text = invent();
    const body = JSON.stringify({ username: "admin", password: text });
    const headers = { "content-type": "application/json" };
    await fetch(`${service.url}/api/v1/session`, { method: "POST", headers, body });
    await client.startTotp({ body: { password: text } }).catch(() => undefined);
    return [chosen(text)];
  },
  "a session": async ({ service }) => [given((await signIn(service.url)).split("=")[1] ?? "")],
  "an invitation": async ({ client }) => {
    const { path } = await client.invitePerson({ body: { username: `p-${randomUUID()}` } });
    return [given(tokenOf(path))];
  },
  "an authenticator, and codes for who has lost it": async ({ service }) => {
    const joined = await join(service);
    const body = { password: "a password for tests" };
    const { secret } = await joined.client.startTotp({ body });
    const code = totpCodeOf(secret);
    const { codes } = await joined.client.confirmTotp({ body: { code } });
    const [used = "", ...left] = codes;
    await enter(service, { ...{ username: joined.username }, ...body, code: used });
    const all = [secret, ...left.flatMap((one) => [one, one.replaceAll("-", "")])];
    return all.map(chosen);
  },
  "a personal token": async ({ client }) => {
    const body = { name: "mine", scope: "read", expiresInDays: 1 } as const;
    return [given((await client.createToken({ body })).token)];
  },
  "a machine's token": async ({ client }) => {
    const body = { name: "CI", kind: "machine", scope: "scan", expiresInDays: 1 } as const;
    return [given((await client.createToken({ body })).token)];
  },
  "a registry's password": async ({ client, registry }) => {
    const [password, wrong, later] = [invent(), invent(), invent()];
    for (const [address, text] of [
      [registry.address, password],
      [nowhere, wrong],
    ] as const) {
      const connection = { kind: "distribution", address, username: "u", password: text } as const;
      await client.testRegistry({ body: connection });
      const { id } = await client.createRegistry({ body: { name: text.slice(-8), ...connection } });
      await settle(client, id);
      await client.updateRegistry({ params: { id }, body: { username: "u", password: later } });
    }
    return [password, wrong, later].map(chosen);
  },
  "a Harbor's administrator, a robot, and what Harbor knows Plimsoll by": async (world) => {
    const { client, harbor, service } = world;
    const { address, administrator } = harbor;
    const robot = await client.createRobot({ body: { address, name: "plim", ...administrator } });
    const { id } = await client.createRegistry({
      body: {
        ...{ name: "a Harbor", kind: "harbor", operation: "native", address, robotId: robot.id },
        ...{ username: robot.username, password: robot.password },
      },
    });
    await settle(client, id);
    const body = { ownAddress: service.url, ...administrator };
    await client.installWebhooks({ params: { id }, body });
    await client.installOwnScanner({ params: { id }, body });
    const { authorization, push } = await client.renewWebhookSecret({ params: { id } });
    const secrets = [authorization, authorization.replace("Bearer ", ""), push.secret];
    return [chosen(administrator.password), ...[robot.password, ...secrets].map(given)];
  },
  "a scanner's secret": async ({ client }) => {
    const [token, key] = [invent(), randomBytes(32).toString("base64")];
    const adapter = { kind: "adapter", address: nowhere, auth: "bearer" } as const;
    await client.testScanner({ body: { config: adapter, secret: token } });
    await client.createScanner({ body: { name: "adapter", config: adapter, secret: token } });
    const clair = { kind: "clair", address: nowhere, issuer: "plimsoll" } as const;
    await client.createScanner({ body: { name: "Clair", config: clair, secret: key } });
    return [token, key].map(chosen);
  },
  "where channels go, and what they sign with": async ({ client }) => {
    const [hook, secret, mail] = [invent(), invent(), invent()];
    const events = ["registry.unhealthy"] as const;
    const targets = [
      ["slack", { kind: "url", url: `${nowhere}/services/${hook}` }],
      ["dingtalk", { kind: "url", url: `${nowhere}/robot/send?access_token=${hook}`, secret }],
      [
        "email",
        {
          ...{ kind: "email", to: ["a@example.com"], from: "b@example.com" },
          server: `smtp://user:${mail}@127.0.0.1:9`,
        },
      ],
    ] as const;
    for (const [kind, target] of targets) {
      const body = { name: kind, kind, events: [...events], target };
      const { id } = await client.createChannel({ body: body as never });
      await client.testChannel({ params: { id } });
    }
    const { id, signingSecret } = await client.createChannel({
      body: { name: "own", kind: "webhook", events: [...events], target: targets[0][1] },
    });
    await client.testChannel({ params: { id } });
    return [...[hook, secret, mail].map(chosen), given(signingSecret ?? "")];
  },
  "an issuer's secret": async ({ client, issuer }) => {
    const { url, clientId, clientSecret } = issuer;
    const body = { name: "an issuer", issuer: url, clientId, clientSecret };
    await client.createIssuer({ body });
    return [chosen(clientSecret)];
  },
  "the admission webhook's secret": async ({ client }) => {
    return [given((await client.renewAdmissionSecret()).secret)];
  },
  "what a Harbor that has a scan made knows itself by, and gives to pull with": async (world) => {
    const { key } = await world.client.renewScannerApiKey();
    held = await noScanEnds(world);
    const password = invent();
    const authorization = `Basic ${Buffer.from(`robot:${password}`).toString("base64")}`;
    const type = "application/vnd.scanner.adapter.scan.request+json; version=1.1";
    const { digest } = (await world.client.listImages()).items[0]?.newest ?? {};
    const answer = await fetch(`${world.service.url}/scanner/api/v1/scan`, {
      method: "POST",
      headers: { "x-scanneradapter-api-key": key, "content-type": type },
      body: JSON.stringify({
        registry: { url: world.registry.address, authorization },
        artifact: { repository: "team/app", digest },
      }),
    });
    expect(answer.status).toBe(202);
    return [given(key), chosen(password), chosen(authorization.replace("Basic ", ""))];
  },
  "the key that all is sealed with": async () => [
    given("5a".repeat(32)),
    given(Buffer.alloc(32, 0x5a).toString("base64")),
  ],
};

let world: World;
let held: { end(): Promise<void> } | undefined;
let dump: string;
const secrets = new Map<string, readonly Secret[]>();
beforeAll(async () => {
  world = await startWorld();
  for (const [name, make] of Object.entries(kinds)) secrets.set(name, await make(world));
  dump = await dumpOf(world.service.database.db);
}, 120_000);
afterAll(async () => {
  await held?.end();
  await world.close();
});

/** What images may be pulled with is kept as long as their scans are under way. */
async function noScanEnds({ service }: World): Promise<{ end(): Promise<void> }> {
  const [holding, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const over = service.database.db.transaction().execute(async (tx) => {
    await holdReports(tx);
    holding.resolve();
    await ending.promise;
  });
  await holding.promise;
  return {
    end: () => {
      ending.resolve();
      return over;
    },
  };
}

async function settle(client: World["client"], id: string): Promise<void> {
  await until(async () => {
    const { syncState } = await client.getRegistry({ params: { id } });
    expect(syncState).toMatch(/done|failed/);
  });
}

describe("in a stolen dump nobody reads", () => {
  test.each(Object.keys(kinds))("%s", (name) => {
    const all = secrets.get(name) ?? [];
    expect(all.length).toBeGreaterThan(0);
    for (const { chosen, text } of all) {
      expect(text.length).toBeGreaterThan(7);
      const ways = waysToRead(dump, text);
      // What has more random bits than anybody tries is found by its plain hash.
      expect(ways.filter((way) => chosen || way !== "hash")).toEqual([]);
    }
  });
});

test("the dump has a row for each column that is made of a secret", async () => {
  const { db } = world.service.database;
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema = 'public' and table_name <> 'package_finding'
      and (column_name like '%sealed' or column_name like '%hash')`.execute(db);
  expect(rows.length).toBeGreaterThan(10);
  const empty: string[] = [];
  for (const { table, column } of rows) {
    const found = await sql`
      select from ${sql.table(table)} where ${sql.ref(column)} is not null limit 1`.execute(db);
    if (found.rows.length === 0) empty.push(`${table}.${column}`);
  }
  expect(empty).toEqual([]);
});

test("what is kept of a session or a token opens nothing by itself", async () => {
  const { db } = world.service.database;
  const { rows } = await sql<{ hash: Buffer }>`
    select token_hash as hash from session union all select hash from token`.execute(db);
  const statuses = new Set<number>();
  for (const { hash } of rows)
    for (const encoding of ["hex", "base64", "base64url"] as const)
      for (const headers of [
        { cookie: `plimsoll_session=${hash.toString(encoding)}` },
        { authorization: `Bearer ${hash.toString(encoding)}` },
      ])
        statuses.add((await fetch(`${world.service.url}/api/v1/session`, { headers })).status);
  expect([...statuses]).toEqual([401]);
});

describe("a secret would be found that is written", () => {
  const secret = "söhne/und?töchter+1";
  const bytes = Buffer.from(secret);
  test.each([
    ["as it is", secret, "text"],
    ["in JSON", JSON.stringify({ secret }), "text"],
    ["in an address", `https://a/?q=${encodeURIComponent(secret)}`, "text"],
    ["in a column of bytes", `(\\x00${bytes.toString("hex")}00)`, "hex"],
    ["in base64", bytes.toString("base64"), "base64"],
    [
      "in base64 with a name before it",
      Buffer.from(`robot:${secret}`).toString("base64"),
      "base64",
    ],
    ["in base64 for addresses", bytes.toString("base64url"), "base64"],
    ["in the JSON of a queue", JSON.stringify({ a: JSON.stringify({ secret }) }), "text"],
  ])("%s", (_, text, way) => {
    expect(waysToRead(`a\n${text}\nb`, secret)).toEqual([way]);
    expect(waysToRead(`a\n${text}\nb`, "söhne und töchter")).toEqual([]);
  });
});
