import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import {
  apiPrefix,
  createClient,
  mayRole,
  mayScope,
  type Permission,
  type Role,
  type Route,
  type RouteName,
  roles,
  routes,
  type TokenScope,
  tokenScopes,
} from "@plimsoll/api";
import type { FastifyInstance, RouteOptions } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInAs } from "./harness.ts";
import { type About, about, type Ids, notAbout, table } from "./matrix-about.ts";
import { type Marked, startTwoWorkspaces, type TwoWorkspaces } from "./two-workspaces.ts";

const registered: RouteOptions[] = [];
// https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
subscribe("fastify.initialization", (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook("onRoute", (route) => {
    registered.push(route);
  });
});

let world: TwoWorkspaces;
beforeAll(async () => {
  world = await startTwoWorkspaces();
}, 120_000);
afterAll(() => world.close());

/** What is not called by who is signed in, and why it needs nothing that this test knows of. */
const outside: readonly (readonly [RegExp, string])[] = [
  [/^\/(healthz|readyz)$/, "says whether the service lives"],
  [/^\/metrics$/, "has a token of its own, or this machine alone"],
  [/^\/admission\/kubernetes/, "has a secret of its own"],
  [/^\/scanner\//, "has a key of its own"],
  [/openapi\.json$/, "is the same for everyone"],
  [/^\/(?!api\/)/, "is the console: files that are the same for everyone"],
  [/^\/api\/(v1\/)?\*?$/, "says that there is no such route"],
];

describe("each route that is registered", () => {
  test("says what one needs for it, or is excused", () => {
    const silent = registered
      .filter(({ config, url }) => {
        const { permission } = (config ?? {}) as { permission?: Permission | null };
        return permission === undefined && !outside.some(([path]) => path.test(url));
      })
      .map(({ method, url }) => `${method} ${url}`);
    expect(registered.length).toBeGreaterThan(table.length);
    expect(silent).toEqual([]);
  });

  test("of the table needs what the table says", () => {
    for (const [name, route] of table) {
      const found = registered.find(
        ({ method, url }) => method === route.method && url === `${apiPrefix}${route.path}`,
      );
      expect([name, found?.config]).toMatchObject([name, { permission: route.permission }]);
    }
  });
});

type Caller = {
  readonly headers: Readonly<Record<string, string>>;
  readonly role: Role | null;
  readonly scope: TokenScope | null;
};

async function callers(): Promise<Readonly<Record<string, Caller>>> {
  const { service, a } = world;
  const session = (headers: Caller["headers"], role: Role): Caller => ({
    ...{ headers, role, scope: null },
  });
  const people = {
    anyone: { headers: {}, role: null, scope: null },
    "in no workspace": session((await signInAs(service)).headers, "viewer"),
    viewer: session(a.viewer.headers, "viewer"),
    editor: session(a.editor.headers, "editor"),
    "workspace-administrator": session(a.administrator.headers, "workspace-administrator"),
    administrator: session({ cookie: service.cookie }, "administrator"),
    "administrator in the workspace": session(
      (await signInAs(service, { administrator: true, workspaceId: a.id })).headers,
      "administrator",
    ),
  } satisfies Record<string, Caller>;
  const made: Record<string, Caller> = { ...people };
  const makers = { "workspace-administrator": a.administrator.client, administrator: world.admin };
  for (const [of, client] of Object.entries(makers))
    for (const kind of ["personal", "machine"] as const)
      for (const scope of tokenScopes) {
        const name = `${kind} token to ${scope} of ${of}`;
        const { token } = await client.createToken({
          body: { name, kind, scope, expiresInDays: 1 },
        });
        const machine = { read: "viewer", scan: "editor", administer: of } as const;
        made[name] = {
          headers: { authorization: `Bearer ${token}` },
          role: (kind === "machine" ? machine[scope] : of) as Role,
          scope,
        };
      }
  return made;
}

function mayCall({ role, scope }: Caller, permission: Permission | null): boolean {
  if (permission === null) return true;
  if (role === null || !mayRole(role, permission)) return false;
  return scope === null || mayScope(scope, permission);
}

type Ask = {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
};

async function ask({ headers }: Pick<Caller, "headers">, { method, path, body }: Ask) {
  const ending = new AbortController();
  const answer = await fetch(`${world.service.url}${path}`, {
    method,
    headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: ending.signal,
    redirect: "manual",
  });
  const isStream = answer.headers.get("content-type")?.includes("event-stream") ?? false;
  const text = isStream ? "" : await answer.text();
  if (isStream) ending.abort();
  const code = /"code":"([\w-]+)"/.exec(text)?.[1] ?? null;
  return { status: answer.status, text, code };
}

/** Those that would do at once what they are for, although nothing is sent along: by a session of their own, or not at all. */
const done: Partial<Record<RouteName, string>> = {
  signOut: "would end the session that asks",
  renewScannerApiKey: "would end the key",
  renewAdmissionSecret: "would end the secret",
};

describe("each route by each caller", () => {
  let all: Readonly<Record<string, Caller>>;
  beforeAll(async () => {
    all = await callers();
  }, 60_000);

  test("there is a caller of each role and of each scope", () => {
    const each = Object.values(all);
    for (const role of roles) expect(each.some((one) => one.role === role)).toBe(true);
    for (const scope of tokenScopes) expect(each.some((one) => one.scope === scope)).toBe(true);
  });

  const asked = () =>
    registered.flatMap(({ method, url, config }) => {
      const { permission } = (config ?? {}) as { permission?: Permission | null };
      if (permission === undefined || permission === null || method === "HEAD") return [];
      const methods = [method].flat().filter((one) => one !== "HEAD" && one !== "OPTIONS");
      return methods.map((one) => ({ method: one, url, permission }));
    });

  test("is let through as the table of permissions says, and refused in the same words otherwise", async () => {
    const wrong: string[] = [];
    for (const { method, url, permission } of asked()) {
      const name = table.find(
        ([, route]) => route.method === method && `${apiPrefix}${route.path}` === url,
      )?.[0];
      for (const [who, caller] of Object.entries(all)) {
        const may = mayCall(caller, permission);
        if (may && name !== undefined && name in done) continue;
        const path = url.replace(":id", randomUUID());
        const body = method === "GET" || method === "DELETE" ? undefined : {};
        const { status, code } = await ask(caller, { method, path, body });
        const expected = caller.role === null ? "401" : may ? "neither" : "403";
        const got = status === 401 || status === 403 ? `${status}` : "neither";
        if (got !== expected || status >= 500)
          wrong.push(`${method} ${url} (${permission}) by ${who}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  test("a token and a session of somebody who is not in a workspace do not act in it", async () => {
    const { a, b } = world;
    const into = { ...a.administrator.headers, "plimsoll-workspace": b.id };
    const nowhere = { ...a.administrator.headers, "plimsoll-workspace": randomUUID() };
    const answers = await Promise.all(
      [into, nowhere].map((headers) =>
        ask({ headers }, { method: "GET", path: `${apiPrefix}/images` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const words = answers.map(({ text }) => text.replace(/"requestId":"[^"]*"/, ""));
    expect(words[0]).toBe(words[1]);
  });
});

describe("each route about what belongs to another workspace", () => {
  test("is here, or excused by its name", () => {
    const excused = Object.values(notAbout).flat();
    const missing = table
      .map(([name]) => name)
      .filter((name) => !about[name] && !excused.includes(name));
    expect(missing).toEqual([]);
  });

  const snapshot = async () => {
    const { rows } = await sql<{ all: string }>`
      select concat_ws(' ', (select md5(string_agg(policy::text, '' order by id)) from policy),
        (select md5(string_agg(exception::text, '' order by id)) from exception),
        (select md5(string_agg(schedule::text, '' order by id)) from schedule),
        (select md5(string_agg(channel::text, '' order by id)) from channel),
        (select md5(string_agg(run::text, '' order by id)) from run), (select count(*) from scan),
        (select count(*) from delivery), (select count(*) from prevention), (select count(*) from scanner_choice),
        (select count(*) from scanner_key), (select md5(string_agg(space_binding::text, '' order by space_id)) from space_binding),
        (select md5(string_agg(concat(id, name, address, workspace_id, sync_wanted_at, webhook_sealed), '' order by id))
          from registry)) as all`.execute(world.service.database.db);
    return rows[0]?.all;
  };
  const askAbout = (name: RouteName, { id, query, body }: About): Ask => {
    const { method, path }: Route = routes[name];
    const filled = path.replace(":id", id ?? "");
    return { method, path: `${apiPrefix}${filled}${query ? `?${query}` : ""}`, body };
  };
  const words = (text: string) => text.replace(/"requestId":"[^"]*"/, "");

  test.each(Object.keys(about) as RouteName[])("%s: it is not there", async (name) => {
    const { a, b, service } = world;
    const call = about[name];
    const { permission }: Route = routes[name];
    if (call === undefined || permission === null) throw new Error("unreachable");
    const before = await snapshot();
    const nothing = Object.fromEntries(
      Object.keys(b.ids).map((kind) => [
        kind,
        kind === "vulnerability" ? "CVE-none" : randomUUID(),
      ]),
    ) as Ids;
    const acting = await signInAs(service, { administrator: true, workspaceId: a.id });
    const by = {
      viewer: [a.viewer.headers, "viewer"],
      editor: [a.editor.headers, "editor"],
      "workspace-administrator": [a.administrator.headers, "workspace-administrator"],
      "administrator in the workspace": [acting.headers, "administrator"],
    } as const;
    for (const [headers, role] of Object.values(by)) {
      const theirs = await ask({ headers }, askAbout(name, call(b.ids)));
      const nobodys = await ask({ headers }, askAbout(name, call(nothing)));
      expect([name, role, theirs.status]).toEqual([
        ...[name, role, mayRole(role, permission) ? 404 : 403],
      ]);
      expect(words(theirs.text)).toBe(words(nobodys.text));
      expect(theirs.text).not.toContain("betamark");
    }
    expect(await snapshot()).toBe(before);
  });

  test("what is asked for of several at once is there for none of them", async () => {
    const { a, b } = world;
    const before = await snapshot();
    const { client } = a.editor;
    const artifactIds = [b.ids.artifact, b.ids.ownArtifact];
    expect(await client.createScans({ body: { artifactIds } })).toEqual({
      scans: [],
      refused: artifactIds.map((artifactId) => ({
        ...{ artifactId, code: "not-found", detail: "There is no such artifact." },
      })),
    });
    expect(await client.stopScans({ body: { artifactIds } })).toEqual({ stopped: [] });
    const { address } = await b.viewer.client.getRegistry({ params: { id: b.ids.registry } });
    const image = `${new URL(address).host}/betamark-own/app:v1`;
    const asked = { body: { images: [image], scan: true } };
    expect((await client.askVerdicts(asked)).items[0]).toMatchObject({
      ...{ artifactId: null, verdict: null, reason: "unknown-registry" },
    });
    expect(await snapshot()).toBe(before);
  });
});

describe("what belongs to the platform and is seen", () => {
  const changing = (Object.keys(about) as RouteName[]).filter((name) => {
    const { method, permission }: Route = routes[name];
    return method !== "GET" && permission !== null && permission !== "scans.run";
  });

  test("is changed by its administrators alone, and not in a workspace", async () => {
    const { a, shared, service, admin } = world;
    const { items } = await admin.listSpaces({ query: { registry: shared.registry } });
    const space = items.find(({ name }) => name === "open")?.id ?? "";
    const { registry, artifact, policy, exception } = shared;
    const ids = { ...a.ids, registry, artifact, policy, exception, space };
    const acting = await signInAs(service, { administrator: true, workspaceId: a.id });
    const kinds =
      /Registry|Webhook|OwnScanner|DefaultScanner|chooseSpace|Prevention|Policy|Exception$/;
    for (const name of changing) {
      const call = about[name];
      if (call === undefined || !kinds.test(name) || name.startsWith("create")) continue;
      const { method, path }: Route = routes[name];
      const { id = "", body } = call(ids);
      const request = { method, path: `${apiPrefix}${path.replace(":id", id)}`, body };
      for (const headers of [a.administrator.headers, acting.headers]) {
        const { status, text } = await ask({ headers }, request);
        expect([name, status, text]).toMatchObject([
          name,
          403,
          expect.stringContaining("platform"),
        ]);
      }
    }
  });

  test("tells a workspace nothing of how it is connected", async () => {
    const { a, shared, service } = world;
    const { db } = service.database;
    await sql`update registry set username = 'betamark-robot', health_detail = 'betamark/x cannot be listed',
      repositories = '["betamark/x"]' where id = ${shared.registry}`.execute(db);
    const { client } = createFor(a);
    const seen = await client.getRegistry({ params: { id: shared.registry } });
    expect(JSON.stringify(seen)).not.toContain("betamark");
    await sql`update registry set username = null, health_detail = null, repositories = '[]'
      where id = ${shared.registry}`.execute(db);
  });

  const createFor = ({ viewer }: Marked) => ({
    client: createClient({ origin: world.service.url, headers: viewer.headers }),
  });
});

describe("hosted Harbors", () => {
  test("are the platform's", async () => {
    const { a } = world;
    const answer = await ask(a.administrator, {
      method: "POST",
      path: `${apiPrefix}/registries`,
      body: {
        ...{ name: "mine", kind: "harbor", operation: "hosted", address: "http://127.0.0.1:9" },
        ...{ username: "admin", password: "a password of a Harbor" },
      },
    });
    expect(answer.status).toBe(403);
  });
});
