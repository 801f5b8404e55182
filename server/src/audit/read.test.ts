import { randomUUID } from "node:crypto";
import { createClient } from "@plimsoll/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  makeWorkspace,
  type SignedInAs,
  signInAs,
  startTestService,
  type TestService,
  trySignIn,
} from "../../test/harness.ts";
import { type AuditNote, audit, auditAlone, system } from "./audit.ts";

let service: TestService;
let mine: SignedInAs;
let theirs: SignedInAs;
let workspace: { id: string; name: string };
beforeAll(async () => {
  service = await startTestService();
  workspace = await makeWorkspace(service, "mine");
  const other = await makeWorkspace(service, "theirs");
  mine = await signInAs(service, {
    ...{ username: "maria", workspaceRole: "administrator", workspaceId: workspace.id },
  });
  theirs = await signInAs(service, { workspaceRole: "administrator", workspaceId: other.id });
});
afterAll(() => service.close());

const policy = (name: string = randomUUID()) => ({
  ...{ name, scope: {} },
  document: "rules: [{name: Nothing high, result: fail, finding: {severity: high}}]",
});
const note = (name: string, more: Partial<AuditNote> = {}): AuditNote => ({
  ...{ action: "test.made", target: { kind: "thing", id: null, name }, ...more },
});
const write = (name: string, more: Partial<AuditNote> = {}) =>
  auditAlone(service.database.db, system, note(name, more));
const exportAs = async (who: Pick<SignedInAs, "headers">, query: string) =>
  fetch(`${service.url}/api/v1/audit/export?${query}`, { headers: who.headers });
const administrator = () => ({ headers: { cookie: service.cookie } });

describe("the audit's rows", () => {
  test("say who did what to what, from where, and what it was before and after", async () => {
    const { id, name } = await mine.client.createPolicy({ body: policy() });
    await mine.client.updatePolicy({ params: { id }, body: { enabled: false } });
    await mine.client.deletePolicy({ params: { id } });
    const { items } = await service.client.listAudit({ query: { target: id } });
    expect(items).toMatchObject([
      { action: "policy.delete", before: { name, enabled: false }, after: null },
      { action: "policy.update", before: { enabled: true }, after: { enabled: false } },
      { action: "policy.create", before: null, after: { name, enabled: true, version: 1 } },
    ]);
    for (const item of items)
      expect(item).toMatchObject({
        actor: { kind: "person", id: mine.accountId, name: "maria" },
        workspace: { id: workspace.id, name: "mine" },
        target: { kind: "policy", id, name },
        ...{ outcome: "done", address: "127.0.0.1", requestId: expect.any(String) },
      });
  });

  test("are given in pages, the newest first, each once", async () => {
    for (let n = 0; n < 7; n += 1) await write(`paged ${n}`);
    const names: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const query = { target: "paged", limit: 3, ...(cursor === undefined ? {} : { cursor }) };
      const page = await service.client.listAudit({ query });
      names.push(...page.items.map(({ target }) => target?.name));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `paged ${n}`));
  });

  test.each([
    ["a part of a name", { actor: "MAR" }, ["policy."]],
    ["an action", { action: "policy.update" }, ["policy.update"]],
    ["all of a kind", { action: "policy." }, ["policy."]],
    ["no action by a part of it", { action: "policy" }, []],
    ["no pattern", { action: "%." }, []],
    ["an outcome", { outcome: "refused" as const, actor: "maria" }, []],
    ["another time", { since: "2999-01-01T00:00:00Z" }, []],
    ["an earlier time", { until: "2001-01-01T00:00:00Z" }, []],
  ])("are found by %s", async (_, query, beginnings) => {
    const { items } = await service.client.listAudit({ query });
    const actions = new Set(items.map(({ action }) => action));
    expect(actions.size > 0).toBe(beginnings.length > 0);
    for (const action of actions)
      expect(beginnings.some((beginning) => action.startsWith(beginning))).toBe(true);
  });

  test("are found by the id of who did it, and by the workspace", async () => {
    const byId = await service.client.listAudit({ query: { actor: mine.accountId } });
    const byWorkspace = await service.client.listAudit({ query: { workspace: workspace.id } });
    expect(byId.items.length).toBeGreaterThan(0);
    expect(byWorkspace.items).toEqual(byId.items);
  });

  test("of a workspace are seen in it alone, also as a file, and those of the platform in none", async () => {
    await write("of the platform");
    const { id } = await mine.client.createPolicy({ body: policy() });
    const seen = async (who: SignedInAs) =>
      (await who.client.listAudit({ query: {} })).items.map(({ target }) => target?.id);
    expect(await seen(mine)).toContain(id);
    expect(await seen(theirs)).not.toContain(id);
    const { items } = await mine.client.listAudit({ query: { limit: 500 } });
    expect(new Set(items.map((item) => item.workspace?.id))).toEqual(new Set([workspace.id]));
    const file = await (await exportAs(theirs, "format=jsonl")).text();
    expect(file).not.toContain(workspace.id);
    const asked = await theirs.client.listAudit({ query: { workspace: workspace.id } });
    expect(asked.items).toEqual([]);
  });
});

describe("the audit as a file", () => {
  test("has all that match, the oldest first, and is a row itself", async () => {
    await service.database.db.transaction().execute(async (tx) => {
      for (let n = 0; n < 600; n += 1) await audit(tx, system, note(`exported ${n}`));
    });
    const answer = await exportAs(administrator(), "format=jsonl&target=exported");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; .*\.jsonl"$/);
    const rows = (await answer.text()).trimEnd().split("\n");
    expect(rows.map((row) => JSON.parse(row).target.name)).toEqual(
      Array.from({ length: 600 }, (_, n) => `exported ${n}`),
    );
    const { items } = await service.client.listAudit({ query: { action: "audit.export" } });
    expect(items[0]).toMatchObject({ after: { format: "jsonl", target: "exported" } });
  });

  test("computes nothing in a spreadsheet", async () => {
    await write('=HYPERLINK("http://a")', { action: "test.formula" });
    const answer = await exportAs(administrator(), "format=csv&action=test.formula");
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect(await answer.text()).toContain(`,"'=HYPERLINK(""http://a"")",`);
  });

  test.each(["viewer", "editor"] as const)("is none for a %s, which is written", async (role) => {
    const who = await signInAs(service, { workspaceRole: role, workspaceId: workspace.id });
    expect((await exportAs(who, "format=csv")).status).toBe(403);
    const { items } = await service.client.listAudit({ query: { actor: who.accountId } });
    expect(items).toMatchObject([
      {
        ...{ action: "request.refuse", outcome: "refused", after: { reason: "forbidden" } },
        target: { kind: "route", name: "GET /api/v1/audit/export" },
      },
    ]);
  });
});

describe("what was refused", () => {
  const from = (address: string) => ({ "x-forwarded-for": address });
  const refused = async (address: string) =>
    (await service.client.listAudit({ query: { outcome: "refused", limit: 500 } })).items.filter(
      (item) => item.address === address,
    );

  test("a sign-in is written with the name that was tried, and without the password", async () => {
    await trySignIn(service.url, { username: "eve", password: "guessed it" }, from("10.9.0.1"));
    const items = await refused("10.9.0.1");
    expect(items).toMatchObject([
      {
        ...{ action: "session.create", actor: { kind: "unknown", id: null, name: "eve" } },
        after: { reason: "wrong-credentials" },
      },
    ]);
    expect(JSON.stringify(items)).not.toContain("guessed it");
  });

  test.each([
    ["a token that is none", "/api/v1/images", { authorization: "Bearer plimsoll_nothing" }],
    [
      "a key of the scanner API",
      "/scanner/api/v1/metadata",
      { authorization: "Bearer plimsoll-x" },
    ],
    ["a secret in a path", "/admission/kubernetes/of-nobody-at-all", {}],
  ])("%s is written, and what it was is not", async (name, path, headers) => {
    const address = `10.9.1.${name.length}`;
    const method = path.startsWith("/admission") ? "POST" : "GET";
    const init = { method, headers: { ...headers, ...from(address) } };
    expect((await fetch(`${service.url}${path}`, init)).status).toBe(401);
    const items = await refused(address);
    expect(items).toMatchObject([{ action: "request.refuse", actor: { kind: "unknown" } }]);
    expect(JSON.stringify(items)).not.toMatch(/plimsoll_nothing|plimsoll-x|of-nobody/);
  });

  test("who is not signed in, or not any more, is refused nothing that is worth a row", async () => {
    for (const cookie of ["", "plimsoll_session=that-has-ended-long-ago"])
      await fetch(`${service.url}/api/v1/images`, { headers: { cookie, ...from("10.9.2.1") } });
    expect(await refused("10.9.2.1")).toEqual([]);
  });

  test("a flood is counted and not written, and does not hide what is refused elsewhere", async () => {
    const client = createClient({
      origin: service.url,
      headers: { authorization: "Bearer plimsoll_nothing", ...from("10.9.3.1") },
    });
    await Promise.all(Array.from({ length: 50 }, () => client.listImages({}).catch(() => null)));
    expect(await refused("10.9.3.1")).toHaveLength(10);
    await fetch(`${service.url}/api/v1/images`, {
      headers: { authorization: "Bearer plimsoll_nothing", ...from("10.9.3.2") },
    });
    expect(await refused("10.9.3.2")).toHaveLength(1);
    // What was counted is written when a minute is over, or the service.
    await service.restart();
    const { items } = await service.client.listAudit({
      query: { action: "request.refuse", actor: "plimsoll" },
    });
    expect(items).toMatchObject([
      {
        actor: { kind: "system" },
        after: { more: 40, addresses: 1, most: { "10.9.3.1": 40 } },
      },
    ]);
  });
});

test("the chain is checked on demand", async () => {
  const checked = await service.client.checkAudit({});
  expect(checked).toMatchObject({ intact: true, brokenAt: null });
  expect(checked.rows).toBeGreaterThan(600);
});

test("what is written waits for what was begun before it, and no number is missing", async () => {
  const { db } = service.database;
  const first = await db.startTransaction().execute();
  await audit(first, system, note("slow"));
  const second = auditAlone(db, system, note("quick"));
  await first.commit().execute();
  await second;
  const { items } = await service.client.listAudit({ query: { action: "test.made", limit: 2 } });
  expect(items.map(({ target }) => target?.name)).toEqual(["quick", "slow"]);
});
