import {
  apiPrefix,
  eventsPath,
  exportPath,
  type Route,
  type RouteName,
  routes,
} from "@plimsoll/api";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, signInAs, until } from "./harness.ts";
import { type Marked, settled, startTwoWorkspaces, type TwoWorkspaces } from "./two-workspaces.ts";

let world: TwoWorkspaces;
beforeAll(async () => {
  world = await startTwoWorkspaces();
}, 120_000);
afterAll(() => world.close());

type Reader = Pick<Marked["viewer"], "headers">;

async function ask(reader: Reader, path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(`${world.service.url}${apiPrefix}${path}`, {
    ...init,
    headers: { ...reader.headers, ...init.headers },
  });
  return `${answer.status} ${await answer.text()}`;
}

/** What of somebody else's an answer names. */
function leaks(text: string, other: Marked): string[] {
  const lower = text.toLowerCase();
  return other.words.filter((word) => lower.includes(word.toLowerCase()));
}

/** What a `GET` route is asked with, of somebody's own. */
const queries: Partial<Record<RouteName, (ids: Marked["ids"], marker: string) => string>> = {
  listArtifacts: ({ image }) => `image=${image}&untagged=true`,
  findImage: (_, marker) => `repository=${marker}-own/app`,
  compareArtifacts: ({ ownArtifact }) => `with=${ownArtifact}`,
  search: (_, marker) => `q=${marker}`,
  listImages: (_, marker) => `q=${marker}`,
};

/** Of a route with an id, whose it is. */
function idFor(name: RouteName, { path }: Route, ids: Marked["ids"]): string {
  const [, first = ""] = path.split("/");
  const known: Record<string, string> = {
    ...{ registries: ids.registry, spaces: ids.space, images: ids.image, artifacts: ids.artifact },
    ...{ scans: ids.scan, runs: ids.run, policies: ids.policy, channels: ids.channel },
    vulnerabilities: ids.vulnerability,
    scanners: "00000000-0000-4000-8000-000000000001",
  };
  const id = known[first];
  if (id === undefined) throw new Error(`say of what ${name} is asked`);
  return id;
}

function pathOf(name: RouteName, about: Marked): string {
  const route: Route = routes[name];
  const path = route.path.includes(":id")
    ? route.path.replace(":id", idFor(name, route, about.ids))
    : route.path;
  const query = queries[name]?.(about.ids, about.marker);
  return query === undefined ? path : `${path}?${query}`;
}

const gets = (Object.entries(routes) as [RouteName, Route][])
  .filter(([, { method }]) => method === "GET")
  .map(([name]) => name);
const files = [
  (about: Marked) => exportPath(about.ids.artifact).concat("?format=json"),
  () => "/exceptions/openvex",
  () => "/audit/export?format=jsonl",
];

describe("of two workspaces, neither is told of the other's", () => {
  const readers = (of: Marked) => [of.viewer, of.editor, of.administrator];

  test.each(gets)("%s", async (name) => {
    for (const [mine, other] of [
      [world.a, world.b],
      [world.b, world.a],
    ] as const)
      for (const reader of readers(mine))
        for (const about of [mine, other])
          expect(leaks(await ask(reader, pathOf(name, about)), other)).toEqual(
            // The word that was asked for may be said again.
            [],
          );
  });

  test.each(files.map((path, at) => [at, path] as const))("file %i", async (_, path) => {
    const { a, b } = world;
    for (const reader of readers(a))
      for (const about of [a, b]) expect(leaks(await ask(reader, path(about)), b)).toEqual([]);
  });

  test("but each finds its own by the same questions", async () => {
    const { a } = world;
    for (const name of ["search", "listImages", "listRegistries", "listPolicies"] as const)
      expect(await ask(a.viewer, pathOf(name, a))).toContain("alphamark");
    for (const name of ["listVulnerabilities", "listSpaces", "listRuns", "listScans"] as const)
      expect(leaks(await ask(a.viewer, pathOf(name, a)), a)).not.toEqual([]);
  });

  test("who is in no workspace sees what is open to all, and nothing of either", async () => {
    const nobody = await signInAs(world.service);
    for (const name of gets)
      for (const about of [world.a, world.b]) {
        const answer = await ask(nobody, pathOf(name, about));
        expect([...leaks(answer, world.a), ...leaks(answer, world.b)]).toEqual([]);
      }
    expect(await ask(nobody, "/images")).toContain("open/common");
  });

  test("an administrator who acts in one of them sees what it sees", async () => {
    const { a, b, service } = world;
    const acting = await signInAs(service, { administrator: true, workspaceId: a.id });
    for (const path of ["/images", "/registries", "/policies", "/exceptions", "/vulnerabilities"])
      expect(leaks(await ask(acting, path), b)).toEqual([]);
    expect(leaks(await ask(acting, "/images"), a)).not.toEqual([]);
  });

  test("names that the other took are free", async () => {
    const { client } = world.a.administrator;
    const named = { name: "betamark thing", scope: {} };
    const document = "rules: [{name: One, result: warn, finding: {severity: critical}}]";
    const made = await client.createPolicy({ body: { ...named, document, enabled: false } });
    expect(await refusal(client.createPolicy({ body: { ...named, document } }))).toMatchObject({
      code: "conflict",
    });
    await client.deletePolicy({ params: { id: made.id } });
  });
});

describe("what is counted", () => {
  test("is what is seen, of a registry, of the overview and of each vulnerability", async () => {
    const { a, b, admin, shared } = world;
    for (const { viewer, ids } of [a, b]) {
      const { client } = viewer;
      const registry = await client.getRegistry({ params: { id: shared.registry } });
      expect(registry).toMatchObject({ spaces: 2, images: 2, artifacts: 2 });
      expect((await client.getOverview()).images).toBe(3);
      const id = ids.vulnerability;
      expect(await client.getVulnerability({ params: { id } })).toMatchObject({ images: 2 });
    }
    expect((await admin.getOverview()).images).toBe(5);
    // Summed up in the background, a moment after the last scan.
    await until(async () => {
      const own = await a.viewer.client.listVulnerabilities({ query: { sort: "images" } });
      const all = await admin.listVulnerabilities({ query: { sort: "images" } });
      expect([own.items[0]?.images, all.items[0]?.images]).toEqual([3, 5]);
    });
  });

  test("a package is suggested to who holds it", async () => {
    const { a, b } = world;
    const packages = async ({ viewer }: Marked, q: string) =>
      (await viewer.client.search({ query: { q } })).packages.map(({ name }) => name);
    expect(await packages(a, "alphamark-lib")).toEqual(["alphamark-lib"]);
    expect(await packages(b, "alphamark-lib")).toEqual([]);
  });
});

describe("a workspace's policy", () => {
  const verdictOf = async ({ viewer }: Marked, id: string) =>
    (await viewer.client.getVerdict({ params: { id } }))?.policy.name;

  test("decides on what belongs to it, and on nothing else", async () => {
    const { a, b, admin, shared } = world;
    expect(await verdictOf(a, a.ids.artifact)).toBe("alphamark thing");
    expect(await verdictOf(a, a.ids.ownArtifact)).toBe("alphamark thing");
    expect(await verdictOf(b, b.ids.artifact)).toBe("betamark thing");
    expect(await verdictOf(a, shared.artifact)).toBe("of the platform");
    const { rows } = await sql<{ name: string; workspace_id: string }>`
      select distinct policy.name from verdict_of join policy on policy.id = policy_id
      where artifact_id in (${b.ids.artifact}, ${b.ids.ownArtifact})`.execute(
      world.service.database.db,
    );
    expect(rows.map(({ name }) => name)).not.toContain("alphamark thing");
    const gate = await admin.getVerdict({ params: { id: a.ids.artifact } });
    expect(gate).toMatchObject({ result: "fail", policy: { name: "alphamark thing" } });
  });

  test("of an image that belongs to both decides for each what is its own, and the worse for gates", async () => {
    const { a, b, admin } = world;
    const access = { params: { id: a.ids.space } };
    await admin.updateSpaceAccess({
      ...access,
      body: { opened: false, workspaceIds: [a.id, b.id] },
    });
    const lenient = "rules: [{name: Nothing, result: warn, finding: {severity: unknown}}]";
    const own = { params: { id: b.ids.policy } };
    await b.administrator.client.updatePolicy({ ...own, body: { document: lenient } });
    await settled(world.service);
    const said = async ({ viewer }: Marked) =>
      viewer.client.getVerdict({ params: { id: a.ids.artifact } });
    await until(async () => {
      expect(await said(b)).toMatchObject({ policy: { name: "betamark thing" } });
    });
    expect(await said(a)).toMatchObject({ result: "fail", policy: { name: "alphamark thing" } });
    expect(JSON.stringify(await said(b))).not.toContain("alphamark thing");
    expect(await admin.getVerdict({ params: { id: a.ids.artifact } })).toMatchObject({
      result: "fail",
      policy: { name: "alphamark thing" },
    });
    await admin.updateSpaceAccess({ ...access, body: { opened: false, workspaceIds: [a.id] } });
    await settled(world.service);
    const { rows } = await sql`
      select from verdict_of where artifact_id = ${a.ids.artifact} and workspace_id = ${b.id}`.execute(
      world.service.database.db,
    );
    expect(rows).toHaveLength(0);
  });

  test("cannot make less of what the platform asks for", async () => {
    const { a, admin } = world;
    const own = { params: { id: a.ids.policy } };
    const { document } = await admin.getPolicy(own);
    const everything = "rules: [{name: None, result: pass, finding: {severity: critical}}]";
    const strict = await admin.createPolicy({
      body: { name: "strict", document, scope: { space: "alphamark-space", repository: "*" } },
    });
    await a.administrator.client
      .updatePolicy({ ...own, body: { enabled: false } })
      .then(() => a.administrator.client.updatePolicy({ ...own, body: { document: everything } }))
      .catch(() => undefined);
    await settled(world.service);
    await until(async () =>
      expect(await admin.getVerdict({ params: { id: a.ids.artifact } })).toMatchObject({
        result: "fail",
        policy: { name: "strict" },
      }),
    );
    await admin.deletePolicy({ params: { id: strict.id } });
    await a.administrator.client.updatePolicy({ ...own, body: { document, enabled: true } });
    await settled(world.service);
  });
});

describe("an exception of a workspace", () => {
  test("counts in its own images alone", async () => {
    const { a, b, shared } = world;
    const { client } = a.administrator;
    const excepted = async ({ viewer }: Marked, id: string) => {
      const { items } = await viewer.client.listFindings({ params: { id } });
      return items.filter(({ exception }) => exception !== null).length;
    };
    const { items } = await client.listFindings({ params: { id: shared.artifact } });
    const made = await client.createException({
      body: { vulnerability: items[0]?.id ?? "", scope: {}, reason: "own", expires: null },
    });
    await settled(world.service);
    expect(await excepted(a, a.ids.artifact)).toBeGreaterThan(0);
    expect(await excepted(a, shared.artifact)).toBe(0);
    expect(await excepted(b, b.ids.artifact)).toBe(0);
    await client.deleteException({ params: { id: made.id } });
    await settled(world.service);
  });
});

describe("events", () => {
  test("come to who sees what they are about, and are not sent again to others", async () => {
    const { a, b, admin } = world;
    const reading = [
      listen(a.viewer),
      listen(b.viewer),
      listen({ headers: { cookie: world.service.cookie } }),
    ];
    const [ofA, ofB, all] = await Promise.all(reading);
    if (!ofA || !ofB || !all) throw new Error("unreachable");
    await b.editor.client.createScans({ body: { artifactIds: [b.ids.artifact] } });
    await b.administrator.client.syncRegistry({ params: { id: b.ids.registry } });
    await admin.createScans({ body: { artifactIds: [a.ids.artifact] } });
    const isDone = (text: string, id: string) =>
      text.split("\n").some((line) => line.includes(id) && line.includes('"complete"'));
    await until(() => {
      expect(isDone(ofA.text(), a.ids.artifact)).toBe(true);
      expect(isDone(ofB.text(), b.ids.artifact)).toBe(true);
      expect(isDone(all.text(), b.ids.artifact)).toBe(true);
    });
    expect(leaks(ofA.text(), b)).toEqual([]);
    expect(leaks(ofB.text(), a)).toEqual([]);
    const first = /^id: (\S+)$/m.exec(all.text())?.[1] ?? "";
    const again = await listen(a.viewer, { "last-event-id": first });
    await until(() => expect(isDone(again.text(), a.ids.artifact)).toBe(true));
    expect(leaks(again.text(), b)).toEqual([]);
    for (const one of [ofA, ofB, all, again]) one.close();
  });
});

async function listen(reader: Reader, more: Record<string, string> = {}) {
  const ending = new AbortController();
  const answer = await fetch(`${world.service.url}${eventsPath}`, {
    headers: { ...reader.headers, ...more },
    signal: ending.signal,
  });
  let text = "";
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) text += decoder.decode(part as Uint8Array);
  };
  read().catch(() => undefined);
  return { text: () => text, close: () => ending.abort() };
}
