import type { Client } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { expect } from "vitest";
import {
  addRegistry,
  createTestSource,
  inState,
  makeWorkspace,
  newestOf,
  type SignedInAs,
  signInAs,
  startTestService,
  type TestService,
  until,
} from "./harness.ts";
import { alpineImage, testAdvisories, testAdvisory } from "./images.ts";

/** A workspace of which everything that can have a name has its marker in it, and the ids of all that is its own. */
export type Marked = {
  readonly marker: string;
  readonly id: string;
  readonly administrator: SignedInAs;
  readonly editor: SignedInAs;
  readonly viewer: SignedInAs;
  readonly ids: Readonly<Record<MarkedKind, string>>;
  /** By which the other's answers are looked through: its words and ids. */
  readonly words: readonly string[];
};

const kinds = [
  ...(["registry", "ownSpace", "ownImage", "ownArtifact", "space", "image", "artifact"] as const),
  ...(["policy", "exception", "schedule", "channel", "run", "scan", "vulnerability"] as const),
] as const;
type MarkedKind = (typeof kinds)[number];

export type TwoWorkspaces = {
  readonly service: TestService;
  readonly admin: Client;
  readonly a: Marked;
  readonly b: Marked;
  /** Of the platform, and open to all. */
  readonly shared: Readonly<Record<"registry" | "artifact" | "policy" | "exception", string>>;
  close(): Promise<void>;
};

const markers = ["alphamark", "betamark"] as const;
const warning = "rules: [{name: Nothing critical, result: warn, finding: {severity: critical}}]";
const document = "rules: [{name: Nothing at all, result: fail, finding: {severity: unknown}}]";

/**
 * A service in which two workspaces each have a registry of their own and, in the platform's, a space that is bound to
 * them, beside one that is open to all. All is scanned, judged and counted.
 */
export async function startTwoWorkspaces(): Promise<TwoWorkspaces> {
  const lookup: (typeof testAdvisories)["lookup"] = (ecosystem, name) => {
    const marker = markers.find((one) => name === `${one}-lib`);
    return marker === undefined || ecosystem !== "Alpine:v3.18"
      ? testAdvisories.lookup(ecosystem, name)
      : [testAdvisory({ id: `CVE-${marker}`, severity: "high", fixed: "9", title: marker })];
  };
  const service = await startTestService(createTestSource({ ...testAdvisories, lookup }));
  const admin = service.client;
  const common = await alpineImage({ busybox: "1.36.1-r0" });
  const of = (marker: string, more: string) =>
    alpineImage({ busybox: "1.36.1-r0", [`${marker}-lib`]: "1", [more]: "1" });
  const [a1, a2, b1, b2] = await Promise.all(
    markers.flatMap((marker) => [of(marker, `${marker}-one`), of(marker, `${marker}-two`)]),
  );
  if (!a1 || !a2 || !b1 || !b2) throw new Error("unreachable");
  const platform = await serveImages({
    "open/common": { v1: common },
    "alphamark-space/app": { "alphamark-tag": a1 },
    "betamark-space/app": { "betamark-tag": b1 },
  });
  const own = {
    alphamark: await serveImages({ "alphamark-own/app": { v1: a2 } }),
    betamark: await serveImages({ "betamark-own/app": { v1: b2 } }),
  };
  const { id: registry } = await addRegistry(admin, platform.address, { name: "shared" });
  const [a, b] = [
    await mark(service, registry, "alphamark", own.alphamark),
    await mark(service, registry, "betamark", own.betamark),
  ];
  const artifact = (await newestOf(admin, "open/common")).id;
  await admin.createScans({ body: { artifactIds: [artifact] } });
  const { id: policy } = await admin.createPolicy({
    body: { name: "of the platform", document: warning, scope: {} },
  });
  const exceptionBody = { vulnerability: "CVE-0000-0001", reason: "of the platform" };
  const { id: exception } = await admin.createException({
    body: { ...exceptionBody, scope: {}, expires: null },
  });
  // The platform's own words about one of them.
  for (const { marker } of [a, b]) {
    const scope = { space: `${marker}-space` };
    await admin.createPolicy({ body: { name: `for ${marker}`, document, scope, enabled: false } });
    await admin.createException({
      body: { vulnerability: "CVE-0000-0002", scope, reason: `for ${marker}`, expires: null },
    });
  }
  await inState(admin, artifact, "complete");
  for (const one of [a, b])
    for (const id of [one.ids.artifact, one.ids.ownArtifact]) await inState(admin, id, "complete");
  await settled(service, a, b);
  return {
    ...{ service, admin, a, b, shared: { registry, artifact, policy, exception } },
    close: async () => {
      await service.close();
      await Promise.all([platform, own.alphamark, own.betamark].map((one) => one.close()));
    },
  };
}

async function mark(
  service: TestService,
  registryId: string,
  marker: string,
  own: RunningRegistry,
): Promise<Marked> {
  const admin = service.client;
  const { id } = await makeWorkspace(service, `${marker} workspace`);
  const member = (workspaceRole: "administrator" | "editor" | "viewer") =>
    signInAs(service, { username: `${marker}-${workspaceRole}`, workspaceRole, workspaceId: id });
  const [administrator, editor, viewer] = [
    await member("administrator"),
    await member("editor"),
    await member("viewer"),
  ];
  const space = await spaceOf(admin, registryId, `${marker}-space`);
  await admin.updateSpaceAccess({
    params: { id: space },
    body: { opened: false, workspaceIds: [id] },
  });
  const { client } = administrator;
  const registry = await addRegistry(client, own.address, { name: `${marker} registry` });
  const named = { name: `${marker} thing`, scope: {} };
  const policy = await client.createPolicy({ body: { ...named, document } });
  const exception = await client.createException({
    body: { vulnerability: "CVE-0000-0003", scope: {}, reason: marker, expires: null },
  });
  const schedule = await client.createSchedule({
    body: { ...named, cron: "0 3 * * *", timeZone: "UTC", enabled: false },
  });
  const channel = await client.createChannel({
    body: {
      ...{ ...named, kind: "webhook", events: ["scan.complete", "verdict.changed"] },
      target: { kind: "url", url: `http://127.0.0.1:9/hook/for-the-${marker}` },
    },
  });
  await client.testChannel({ params: { id: channel.id } });
  const [ownArtifact, artifact] = [
    await newestOf(client, `${marker}-own/app`),
    await newestOf(client, `${marker}-space/app`),
  ];
  const { scans } = await editor.client.createScans({
    body: { artifactIds: [ownArtifact.id, artifact.id] },
  });
  const { items } = await viewer.client.listRuns();
  const ids = {
    ...{ registry: registry.id, ownSpace: await spaceOf(client, registry.id, `${marker}-own`) },
    ...{ ownImage: ownArtifact.imageId, ownArtifact: ownArtifact.id, space },
    ...{ image: artifact.imageId, artifact: artifact.id, policy: policy.id },
    ...{ exception: exception.id, schedule: schedule.id, channel: channel.id },
    ...{ run: items[0]?.id ?? "", scan: scans[0]?.id ?? "", vulnerability: `CVE-${marker}` },
  };
  const words = [marker, id, ...Object.values(ids), artifact.digest, ownArtifact.digest];
  return { marker, id, administrator, editor, viewer, ids, words };
}

async function spaceOf(client: Client, registry: string, name: string): Promise<string> {
  const { items } = await client.listSpaces({ query: { registry } });
  const space = items.find((one) => one.name === name);
  if (space === undefined) throw new Error(`there is no space ${name}`);
  return space.id;
}

/** Until all is judged, counted and told, and no run goes on. */
export async function settled(
  { database }: Pick<TestService, "database">,
  ...both: readonly Marked[]
): Promise<void> {
  await until(async () => {
    const { rows } = await sql<{ left: number }>`
      select (select count(*) from verdict_due) + (select count(*) from run where state = 'running')
        + (select count(*) from notice where not passed) as left`.execute(database.db);
    expect(rows[0]?.left).toBe(0);
    for (const { id, ids } of both) {
      const counted = await sql`
        select from vulnerability_of where part = ${id} and id = ${ids.vulnerability} and images = 2`.execute(
        database.db,
      );
      expect(counted.rows).toHaveLength(1);
    }
  });
}
