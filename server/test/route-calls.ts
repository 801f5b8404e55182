import { randomUUID } from "node:crypto";
import type { Client, RouteName, routes } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { startIssuer, type TestIssuer } from "@plimsoll/testkit/issuer";
import { Secret, TOTP } from "otpauth";
import { builtinScannerId } from "../src/scanners/builtin/id.ts";
import {
  addRegistry,
  newestOf,
  password,
  startTestService,
  synced,
  type TestService,
} from "./harness.ts";
import { alpineImage } from "./images.ts";
import { enter, join, tokenOf } from "./people.ts";

/** All that calls are about: a service with a registry, a Harbor and an issuer. */
export type World = {
  readonly service: TestService;
  readonly client: Client;
  readonly registry: RunningRegistry;
  readonly harbor: RunningHarbor;
  readonly issuer: TestIssuer;
  close(): Promise<void>;
};

export async function startWorld(): Promise<World> {
  const service = await startTestService();
  const image = await alpineImage({ busybox: "1.36.1-r0" });
  const registry = await serveImages({ "team/app": { v1: image } });
  const harbor = await startHarbor({ stepMs: 5, lockMs: 10 });
  for (const name of ["Clair", "Trivy"])
    harbor.addScanner(name, { scan: () => ({ findings: [] }) });
  harbor.push("team/app", image, "1");
  const issuer = await startIssuer(`${service.url}/api/v1/sso/callback`);
  return {
    ...{ service, registry, harbor, issuer },
    get client() {
      return service.client;
    },
    close: async () => {
      await service.close();
      await Promise.all([registry.close(), harbor.close(), issuer.close()]);
    },
  };
}

type Changing = {
  [N in RouteName]: (typeof routes)[N]["method"] extends "GET" ? never : N;
}[RouteName];

type Input<N extends RouteName> = Parameters<Client[N]>[0];

type Call<N extends RouteName = RouteName> = {
  readonly input: Input<N>;
  /** Who calls; the administrator otherwise. */
  readonly as?: Client;
  /** As whom the audit has them; a person otherwise. */
  readonly audited?: "unknown";
};

/** For each route that is no `GET`, what has it called so that it does what it is for. */
export const calls: {
  readonly [N in Changing]: ((world: World) => Promise<Call<N>>) | { readonly excused: string };
} = {
  signIn: async () => ({ input: { body: { username: "admin", password } } }),
  signOut: async (world) => ({ as: (await somebody(world)).client, input: {} }),
  endOwnSession: async (world) => {
    const { client, username } = await somebody(world);
    await enter(world.service, { username, password });
    const { items } = await client.listOwnSessions();
    const other = items.find(({ current }) => !current);
    return { as: client, input: { params: { id: other?.id ?? "" } } };
  },
  changePassword: async (world) => ({
    as: (await somebody(world)).client,
    input: { body: { current: password, password: "another one that is long" } },
  }),
  startTotp: async (world) => ({
    as: (await somebody(world)).client,
    input: { body: { password } },
  }),
  confirmTotp: async (world) => {
    const { client } = await somebody(world);
    const { secret } = await client.startTotp({ body: { password } });
    return { as: client, input: { body: { code: totpCodeOf(secret) } } };
  },
  removeTotp: async (world) => {
    const { client } = await withSecondFactor(world);
    return { as: client, input: { body: { password } } };
  },
  checkInvitation: { excused: "says whose it is, and changes nothing" },
  acceptInvitation: async ({ client }) => {
    const { path } = await client.invitePerson({ body: { username: named() } });
    return { input: { body: { token: tokenOf(path), password } }, audited: "unknown" };
  },
  createToken: async () => ({
    input: { body: { name: named(), scope: "read", expiresInDays: 1 } },
  }),
  deleteToken: async ({ client }) => {
    const body = { name: named(), scope: "read", expiresInDays: 1 } as const;
    return about(await client.createToken({ body }));
  },

  createScans: async (world) => ({ input: { body: { artifactIds: [await makeArtifact(world)] } } }),
  stopScans: async (world) => ({ input: { body: { artifactIds: [await makeArtifact(world)] } } }),
  stopRun: async (world) => ({ input: { params: { id: await makeRun(world, "running") } } }),
  resumeRun: async (world) => ({ input: { params: { id: await makeRun(world, "stopped") } } }),
  createSchedule: async () => ({ input: { body: schedule() } }),
  updateSchedule: async ({ client }) => ({
    input: { ...about(await client.createSchedule({ body: schedule() })).input, body: renamed() },
  }),
  deleteSchedule: async ({ client }) => about(await client.createSchedule({ body: schedule() })),
  runSchedule: async ({ client }) => about(await client.createSchedule({ body: schedule() })),

  createPolicy: async () => ({ input: { body: policy() } }),
  updatePolicy: async ({ client }) => ({
    input: { ...about(await client.createPolicy({ body: policy() })).input, body: renamed() },
  }),
  deletePolicy: async ({ client }) => about(await client.createPolicy({ body: policy() })),
  previewPolicy: { excused: "says what a policy would decide, and changes nothing" },
  createException: async () => ({ input: { body: exception() } }),
  updateException: async ({ client }) => ({
    input: {
      ...about(await client.createException({ body: exception() })).input,
      body: { reason: "another" },
    },
  }),
  deleteException: async ({ client }) => about(await client.createException({ body: exception() })),
  importExceptions: async () => ({
    input: {
      body: {
        ...{ form: "trivyignore", text: "CVE-2020-0001\n" },
        ...{ scope: {}, reason: "taken over", expires: null },
      },
    },
  }),
  askVerdicts: async () => ({ input: { body: { images: ["a.example/b:1"], scan: true } } }),
  updateAdmission: async ({ client }) => ({
    input: { body: { ...(await client.getAdmission()), dryRun: true } },
  }),
  renewAdmissionSecret: async () => ({ input: {} }),

  createChannel: async () => ({ input: { body: channel() } }),
  updateChannel: async ({ client }) => ({
    input: { ...about(await client.createChannel({ body: channel() })).input, body: renamed() },
  }),
  deleteChannel: async ({ client }) => about(await client.createChannel({ body: channel() })),
  testChannel: async ({ client }) => about(await client.createChannel({ body: channel() })),

  createRegistry: async ({ registry }) => ({
    input: { body: { name: named(), kind: "distribution", address: registry.address } },
  }),
  testRegistry: async ({ registry }) => ({
    input: { body: { kind: "distribution", address: registry.address } },
  }),
  updateRegistry: async (world) => ({
    input: { ...about(await makeRegistry(world)).input, body: renamed() },
  }),
  deleteRegistry: async (world) => about(await makeRegistry(world)),
  unbindRegistry: async (world) => ({
    input: { ...about(await makeRegistry(world)).input, body: {} },
  }),
  syncRegistry: async (world) => about(await makeRegistry(world)),
  createRobot: async ({ harbor }) => ({
    input: { body: { address: harbor.address, name: named(), ...harbor.administrator } },
  }),
  installWebhooks: async (world) => ({
    input: {
      ...about(await connectHarbor(world)).input,
      body: { ownAddress: world.service.url },
    },
  }),
  removeWebhooks: async (world) => ({
    input: { ...about(await connectHarbor(world)).input, body: {} },
  }),
  takeHarborWebhook: { excused: "has a registry looked at again; a wrong secret is refused" },
  takePushWebhook: { excused: "has a registry looked at again; a wrong secret is refused" },
  takeRegistryWebhook: { excused: "has a registry looked at again; a wrong secret is refused" },
  renewWebhookSecret: async (world) => about(await makeRegistry(world)),
  installOwnScanner: async (world) => ({
    input: {
      ...about(await connectHarbor(world)).input,
      body: { ownAddress: world.service.url },
    },
  }),
  setDefaultScanner: async (world) => {
    const registry = await connectHarbor(world);
    const { items } = await world.client.listScanners();
    const theirs = items.find((one) => one.registry?.id === registry.id && one.name === "Clair");
    return { input: { ...about(registry).input, body: { scannerId: theirs?.id ?? "" } } };
  },
  chooseRegistryScanners: async (world) => ({
    input: {
      ...about(await makeRegistry(world)).input,
      body: { scannerIds: [builtinScannerId] },
    },
  }),
  chooseSpaceScanners: async (world) => ({
    input: {
      params: { id: await spaceIn(world, await makeRegistry(world)) },
      body: { scannerIds: [builtinScannerId] },
    },
  }),
  updatePrevention: async (world) => ({
    input: {
      params: { id: await spaceIn(world, await connectHarbor(world)) },
      body: { enabled: true },
    },
  }),
  updateSpaceAccess: async (world) => ({
    input: {
      params: { id: await spaceIn(world, await makeRegistry(world)) },
      body: { opened: false, workspaceIds: [] },
    },
  }),

  createScanner: async () => ({ input: { body: scanner() } }),
  testScanner: async () => ({ input: { body: { config: scanner().config } } }),
  updateScanner: async ({ client }) => ({
    input: { ...about(await client.createScanner({ body: scanner() })).input, body: renamed() },
  }),
  deleteScanner: async ({ client }) => about(await client.createScanner({ body: scanner() })),
  renewScannerApiKey: async () => ({ input: {} }),
  updateDatabase: async () => ({ input: {} }),
  importDatabase: async () => ({ input: { file: new Blob([Uint8Array.of(0x1f, 0x8b)]) } }),

  invitePerson: async () => ({ input: { body: { username: named() } } }),
  updatePerson: async (world) => ({
    input: { params: { id: (await somebody(world)).person.id }, body: { disabled: true } },
  }),
  deletePerson: async (world) => about((await somebody(world)).person),
  inviteAgain: async (world) => about((await somebody(world)).person),
  unlockPerson: async (world) => about((await somebody(world)).person),
  endPersonSessions: async (world) => about((await somebody(world)).person),
  removePersonSecondFactor: async (world) => about((await withSecondFactor(world)).person),
  createWorkspace: async () => ({ input: { body: { name: named() } } }),
  updateWorkspace: async ({ client }) => ({
    input: {
      ...about(await client.createWorkspace({ body: { name: named() } })).input,
      body: renamed(),
    },
  }),
  deleteWorkspace: async ({ client }) =>
    about(await client.createWorkspace({ body: { name: named() } })),
  createIssuer: async (world) => ({ input: { body: issuerOf(world) } }),
  updateIssuer: async (world) => ({
    input: {
      ...about(await world.client.createIssuer({ body: issuerOf(world) })).input,
      body: renamed(),
    },
  }),
  deleteIssuer: async (world) => about(await world.client.createIssuer({ body: issuerOf(world) })),
  testIssuer: async (world) => about(await world.client.createIssuer({ body: issuerOf(world) })),
  checkAudit: async () => ({ input: {} }),
};

function named(): string {
  return `a-${randomUUID().slice(0, 13)}`;
}

function renamed() {
  return { name: named() };
}

function about({ id }: { readonly id: string }) {
  return { input: { params: { id } } };
}

/** Each from an administrator's own session, which may be ended. */
function somebody({ service }: World) {
  return join(service, { administrator: true });
}

async function withSecondFactor(world: World) {
  const joined = await somebody(world);
  const { secret } = await joined.client.startTotp({ body: { password } });
  await joined.client.confirmTotp({ body: { code: totpCodeOf(secret) } });
  return joined;
}

export function totpCodeOf(secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
}

function makeRegistry({ client, registry }: World) {
  return addRegistry(client, registry.address);
}

async function connectHarbor({ client, harbor }: World) {
  const { id } = await client.createRegistry({
    body: {
      ...{ name: named(), kind: "harbor", operation: "native", address: harbor.address },
      ...harbor.administrator,
    },
  });
  return synced(client, id);
}

async function spaceIn({ client }: World, { id }: { readonly id: string }): Promise<string> {
  const { items } = await client.listSpaces({ query: { registry: id } });
  return items[0]?.id ?? "";
}

async function makeArtifact(world: World): Promise<string> {
  await makeRegistry(world);
  return (await newestOf(world.client, "team/app")).id;
}

async function makeRun({ service }: World, state: "running" | "stopped"): Promise<string> {
  const { id } = await service.database.db
    .insertInto("run")
    // One that is being filled is not over.
    .values({ trigger: "manual", by: "admin", filled: false, state })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

function schedule() {
  return {
    ...{ name: named(), cron: "0 3 * * *", timeZone: "UTC", scope: {}, scannerId: null },
    ...{ enabled: true, concurrency: 1, windowHours: null },
  };
}

function policy() {
  const document = "rules: [{name: Nothing high, result: fail, finding: {severity: high}}]";
  return { name: named(), document, scope: {} };
}

function exception() {
  return { vulnerability: "CVE-2024-0001", scope: {}, reason: "not reached", expires: null };
}

function channel() {
  return {
    ...{ name: named(), kind: "webhook" as const, events: ["registry.unhealthy" as const] },
    target: { kind: "url" as const, url: "http://127.0.0.1:9/hook/T0K3N-of-a-test" },
  };
}

function scanner() {
  const config = { kind: "adapter" as const, address: "http://127.0.0.1:9" };
  return { name: named(), config };
}

function issuerOf({ issuer }: World) {
  const { url, clientId, clientSecret } = issuer;
  return { name: named(), issuer: url, clientId, clientSecret };
}
