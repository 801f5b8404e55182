import { randomUUID } from "node:crypto";
import { permissions, type Route, type RouteName, routes } from "@plimsoll/api";
import type { Marked } from "./two-workspaces.ts";

export const table = Object.entries(routes) as [RouteName, Route][];

export type Ids = Marked["ids"];
export type About = { readonly id?: string; readonly query?: string; readonly body?: object };

/** Of each route that is about something that belongs to somebody: how it is called about that. */
export const about: Partial<Record<RouteName, (ids: Ids) => About>> = {
  getRegistry: one("registry"),
  updateRegistry: one("registry", { body: { name: "taken" } }),
  deleteRegistry: one("registry"),
  unbindRegistry: one("registry", { body: {} }),
  syncRegistry: one("registry"),
  testRegistry: ({ registry }) => ({
    body: { registryId: registry, kind: "distribution", address: "http://127.0.0.1:9" },
  }),
  installWebhooks: one("registry", { body: { ownAddress: "http://127.0.0.1:9" } }),
  removeWebhooks: one("registry", { body: {} }),
  renewWebhookSecret: one("registry"),
  installOwnScanner: one("registry", { body: { ownAddress: "http://127.0.0.1:9" } }),
  setDefaultScanner: one("registry", { body: { scannerId: randomUUID() } }),
  getRegistryScanners: one("registry"),
  chooseRegistryScanners: one("registry", { body: { scannerIds: [] } }),
  getSpaceScanners: one("space"),
  chooseSpaceScanners: one("space", { body: { scannerIds: [] } }),
  getPrevention: one("space"),
  updatePrevention: one("space", { body: { enabled: true } }),
  getImage: one("image"),
  findImage: one("registry", { query: "repository=betamark-own/app" }),
  listArtifacts: ({ image }) => ({ query: `image=${image}` }),
  getArtifact: one("artifact"),
  getReport: one("artifact"),
  listArtifactReports: one("artifact"),
  listFindings: one("artifact"),
  listFindingGroups: one("artifact", { query: "by=package" }),
  listChanges: one("artifact"),
  getRemedy: one("artifact"),
  listLayers: one("artifact"),
  listPackages: one("artifact"),
  compareArtifacts: ({ artifact, ownArtifact }) => ({
    id: artifact,
    query: `with=${ownArtifact}`,
  }),
  getVerdict: one("artifact"),
  getVulnerability: one("vulnerability"),
  getScan: one("scan"),
  getScanLog: one("scan"),
  getRun: one("run"),
  stopRun: one("run"),
  resumeRun: one("run"),
  getPolicy: one("policy"),
  listPolicyVersions: one("policy"),
  updatePolicy: one("policy", { body: { enabled: false } }),
  deletePolicy: one("policy"),
  createPolicy: ({ registry }) => ({
    body: {
      ...{ name: "about another's", scope: { registryId: registry } },
      document: "rules: [{name: One, result: warn, finding: {severity: critical}}]",
    },
  }),
  updateException: one("exception", { body: { reason: "taken" } }),
  deleteException: one("exception"),
  createException: ({ registry }) => ({
    body: {
      ...{ vulnerability: "CVE-1", scope: { registryId: registry }, reason: "taken" },
      expires: null,
    },
  }),
  importExceptions: ({ registry }) => ({
    body: {
      ...{ form: "trivyignore", text: "CVE-2020-0001\n", reason: "taken", expires: null },
      scope: { registryId: registry },
    },
  }),
  createSchedule: ({ registry }) => ({
    body: {
      ...{ name: "about another's", cron: "0 3 * * *", timeZone: "UTC" },
      scope: { registryId: registry },
    },
  }),
  updateSchedule: one("schedule", { body: { enabled: true } }),
  deleteSchedule: one("schedule"),
  runSchedule: one("schedule"),
  createChannel: ({ registry }) => ({
    body: {
      ...{ name: "about another's", kind: "webhook", events: ["scan.complete"] },
      target: { kind: "url", url: "http://127.0.0.1:9/hook/none" },
      scope: { registryId: registry },
    },
  }),
  updateChannel: one("channel", { body: { enabled: false } }),
  deleteChannel: one("channel"),
  testChannel: one("channel"),
  listDeliveries: one("channel"),
};

/** What is refused one by one, and what is about nothing that belongs to somebody. */
export const notAbout: Readonly<Record<string, readonly RouteName[]>> = {
  "tells of each what became of it: see the test of several at once": [
    "createScans",
    "stopScans",
    "askVerdicts",
  ],
  "lists and sums what is seen: see the test of two workspaces": [
    ...(["listRegistries", "listSpaces", "listImages", "listScans", "listRuns"] as const),
    ...(["listSchedules", "listPolicies", "listExceptions", "listChannels", "search"] as const),
    ...(["getOverview", "listVulnerabilities", "listAffected", "previewPolicy"] as const),
    ...(["getDatabase", "getAbout", "listScanners", "getScanner"] as const),
  ],
  "makes something that is new": ["createRegistry", "createRobot"],
  "is the platform's alone": table.flatMap(([name, { permission }]) =>
    permission !== null && permissions[permission].least === "administrator" ? [name] : [],
  ),
  "has a secret of its own, or is for everyone": table.flatMap(([name, { permission }]) =>
    permission === null ? [name] : [],
  ),
  "is about who asks": table.flatMap(([name, { permission }]) =>
    permission === "account.own" || permission === "tokens.own" || permission === "session.read"
      ? [name]
      : [],
  ),
  "is of the workspace that one acts in": ["listMembers", "listAudit"],
};

function one(kind: keyof Ids, more: Omit<About, "id"> = {}) {
  return (ids: Ids) => ({ id: ids[kind], ...more });
}
