import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { openSecretBox } from "./key.ts";
import { holdKey, holdKeyAlone } from "./key-lock.ts";
import { rotateKey } from "./rotate.ts";
import { createSecretBox, type SecretBox } from "./seal.ts";
import { placeOf, type SealedColumn, sealedColumns } from "./sealed.ts";

const silent = pino({ level: "silent" });
const columns = Object.keys(sealedColumns) as SealedColumn[];
const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
let database: TestDatabase;
let data: string;
beforeEach(async () => {
  database = await createTestDatabase();
  data = await mkdtemp(join(tmpdir(), "plimsoll-rotate-"));
});
afterEach(async () => {
  await database.close();
  await rm(data, { recursive: true });
});

describe("no secret is forgotten", () => {
  test("every sealed column of the database is known", async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and column_name like '%sealed%'`.execute(
      database.db,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...columns].sort());
  });

  test("nothing is sealed but for those columns, the probe and what lives for minutes in a cookie", async () => {
    const source = fileURLToPath(new URL("..", import.meta.url));
    const files = (await readdir(source, { recursive: true })).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    );
    const sealing: string[] = [];
    for (const file of files) {
      const text = await readFile(join(source, file), "utf8");
      const forColumn = text.includes("placeOf(");
      if (/\.seal\(/.test(text) && !forColumn) sealing.push(file);
    }
    expect(sealing.sort()).toEqual(["secrets/key.ts", "sso/flow.ts"]);
  });
});

/** One secret in each column, with its row's id. */
async function fill(box: SecretBox): Promise<ReadonlyMap<SealedColumn, string>> {
  const { db } = database;
  const ids = new Map(columns.map((column) => [column, randomUUID() as string]));
  const registry = ids.get("registry.password_sealed") ?? "";
  ids.set("registry.webhook_sealed", registry);
  const [scanner, pull, channel, account, issuer] = [
    ...([
      "scanner.secret_sealed",
      "scan_pull.authorization_sealed",
      "channel.target_sealed",
    ] as const),
    ...(["account.totp_sealed", "issuer.client_secret_sealed"] as const),
  ].map((column) => ({ id: ids.get(column) ?? "", sealed: sealIn(box, column, ids) }));
  await sql`alter table scan_pull drop constraint scan_pull_scan_id_fkey`.execute(db);
  for (const statement of [
    sql`insert into registry (id, name, kind, address, password_sealed, webhook_sealed)
      values (${registry}, 'r', 'distribution', 'registry.test', ${sealIn(box, "registry.password_sealed", ids)},
        ${sealIn(box, "registry.webhook_sealed", ids)})`,
    // One without a password stays without.
    sql`insert into registry (name, kind, address) values ('open', 'distribution', 'open.test')`,
    sql`insert into scanner (id, name, kind, config, secret_sealed) values (${scanner?.id}, 's', 'clair', '{}', ${scanner?.sealed})`,
    sql`insert into scan_pull values (${pull?.id}, ${pull?.sealed})`,
    sql`insert into channel (id, name, kind, events, severity, digest, enabled, target_sealed, shown)
      values (${channel?.id}, 'c', 'webhook', '{}', 0, 'none', true, ${channel?.sealed}, 'x')`,
    sql`insert into account (id, username, role, totp_sealed) values (${account?.id}, 'ada', 'member', ${account?.sealed})`,
    sql`insert into issuer (id, name, issuer, client_id, client_secret_sealed, scopes, username_claim, groups_claim, groups, admit_all, enabled)
      values (${issuer?.id}, 'i', 'https://i.test', 'c', ${issuer?.sealed}, '', '', '', '[]', false, true)`,
  ])
    await statement.execute(db);
  return ids;
}

function sealIn(box: SecretBox, column: SealedColumn, ids: ReadonlyMap<SealedColumn, string>) {
  return box.seal(`secret of ${column}`, placeOf(column, ids.get(column) ?? ""));
}

async function openAll(box: SecretBox, ids: ReadonlyMap<SealedColumn, string>): Promise<string[]> {
  const texts: string[] = [];
  for (const [column, id] of ids) {
    const [table = "", field = ""] = column.split(".");
    const { rows } = await sql<{ sealed: Buffer }>`
      select ${sql.ref(field)} as sealed from ${sql.table(table)}
      where ${sql.ref(sealedColumns[column].id)} = ${id}`.execute(database.db);
    texts.push(box.open(rows[0]?.sealed ?? Buffer.alloc(0), placeOf(column, id)));
  }
  return texts;
}

const all = columns.map((column) => `secret of ${column}`);

test("all is sealed with the key that is given, and opens with no other", async () => {
  const config = { secretKey: first, data };
  const ids = await fill(await openSecretBox(database.db, config));
  expect(await rotateKey(database.db, config, second)).toBe(columns.length);
  expect(await openAll(createSecretBox(second), ids)).toEqual(all);
  await expect(openAll(createSecretBox(first), ids)).rejects.toThrow();
  await expect(openSecretBox(database.db, config)).rejects.toMatchObject({
    code: "secret-key-wrong",
  });
  await openSecretBox(database.db, { secretKey: second, data });
  const { rows } = await sql<{ action: string; after: object }>`
    select action, after from audit order by id desc limit 1`.execute(database.db);
  expect(rows).toMatchObject([{ action: "secrets.rotate", after: { secrets: columns.length } }]);
});

describe("the key of the data folder", () => {
  const file = () => join(data, "secret-key");
  const next = () => join(data, "secret-key.next");
  const config = () => ({ secretKey: null, data });
  const keyIn = async (path: string) =>
    Buffer.from((await readFile(path, "utf8")).trim(), "base64");

  test("is replaced by a new one, for its owner only", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const old = await keyIn(file());
    await rotateKey(database.db, config(), null);
    expect(await keyIn(file())).not.toEqual(old);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(existsSync(next())).toBe(false);
    expect(await openAll(await openSecretBox(database.db, config()), ids)).toEqual(all);
  });

  test("is replaced at the next start where a change was cut off behind the database", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const old = await keyIn(file());
    await rotateKey(database.db, config(), null);
    // As it was in between.
    await rename(file(), next());
    await writeFile(file(), old.toString("base64"));
    expect(await openAll(await openSecretBox(database.db, config()), ids)).toEqual(all);
    expect(existsSync(next())).toBe(false);
  });

  test.each([
    ["a whole key", () => randomBytes(32).toString("base64")],
    ["half of one", () => randomBytes(9).toString("base64")],
  ])("stays where a change was cut off before it, with %s written", async (_, text) => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const old = await keyIn(file());
    await writeFile(next(), text());
    expect(await openAll(await openSecretBox(database.db, config()), ids)).toEqual(all);
    expect(await keyIn(file())).toEqual(old);
    // And the change can be done again.
    await rotateKey(database.db, config(), null);
    expect(await openAll(await openSecretBox(database.db, config()), ids)).toEqual(all);
  });

  test("goes when the next one is given by the settings", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    await rotateKey(database.db, config(), second);
    expect(await readdir(data)).toEqual([]);
    const box = await openSecretBox(database.db, { secretKey: second, data });
    expect(await openAll(box, ids)).toEqual(all);
  });
});

describe("nothing is changed", () => {
  const config = () => ({ secretKey: first, data });
  const unchanged = async (ids: ReadonlyMap<SealedColumn, string>) =>
    expect(await openAll(await openSecretBox(database.db, config()), ids)).toEqual(all);

  test("with a wrong key, or with the one that is in use", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const wrong = { secretKey: Buffer.alloc(32, 7), data };
    for (const [given, next] of [
      [wrong, second],
      [config(), first],
    ] as const)
      await expect(rotateKey(database.db, given, next)).rejects.toMatchObject({
        code: "secret-key-wrong",
      });
    await unchanged(ids);
  });

  test("where one secret does not open; it is named", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const issuer = ids.get("issuer.client_secret_sealed");
    await sql`update issuer set client_secret_sealed = '\\x00'`.execute(database.db);
    await expect(rotateKey(database.db, config(), second)).rejects.toMatchObject({
      code: "secret-key-wrong",
      message: `One secret does not open: issuer.client_secret_sealed of issuer:${issuer}.`,
    });
    const others = new Map([...ids].filter(([column]) => !column.startsWith("issuer.")));
    await expect(openAll(createSecretBox(first), others)).resolves.toHaveLength(all.length - 1);
  });

  test("while a service runs, of which there can be several", async () => {
    const ids = await fill(await openSecretBox(database.db, config()));
    const running = [await holdKey(database.url, silent), await holdKey(database.url, silent)];
    for (const service of running) {
      await expect(rotateKey(database.db, config(), second)).rejects.toMatchObject({
        code: "data-in-use",
      });
      await service.close();
    }
    await unchanged(ids);
    await rotateKey(database.db, config(), second);
  });
});

test("no service starts while the key is changed", async () => {
  await database.db.transaction().execute(async (tx) => {
    await holdKeyAlone(tx);
    await expect(holdKey(database.url, silent)).rejects.toMatchObject({ code: "data-in-use" });
  });
  await (await holdKey(database.url, silent)).close();
});
