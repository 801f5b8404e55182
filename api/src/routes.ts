import { z } from "zod";
import { databaseStatusSchema, updateAcceptedSchema } from "./database.ts";
import {
  artifactListQuery,
  artifactPageSchema,
  artifactSchema,
  imageListQuery,
  imagePageSchema,
  imageSchema,
} from "./images.ts";
import {
  registryCreateSchema,
  registryListQuery,
  registryPageSchema,
  registrySchema,
  registryTestRequestSchema,
  registryTestSchema,
  registryUpdateSchema,
  spaceListQuery,
  spacePageSchema,
  syncAcceptedSchema,
} from "./registries.ts";
import {
  changeListQuery,
  changePageSchema,
  findingListQuery,
  findingPageSchema,
  reportSchema,
} from "./reports.ts";
import {
  scanAcceptedSchema,
  scanCreateSchema,
  scanLogQuery,
  scanLogSchema,
  scanSchema,
  scanStoppedSchema,
  scanStopSchema,
} from "./scans.ts";
import { aboutSchema, sessionSchema, signInSchema } from "./session.ts";
import { idSchema } from "./words.ts";

export const apiPrefix = "/api/v1";

/** One route: what goes in, what comes out, who may call it. */
export type Route = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `apiPrefix`, with `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  readonly access: "anyone" | "signed-in" | "administrator";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: z.ZodType;
};

const byId = z.object({ id: idSchema });
const nothing = z.undefined();

/** Every JSON route of the API. The server, the OpenAPI document and the client are made from it. */
export const routes = {
  signIn: {
    method: "POST",
    path: "/session",
    summary: "Sign in with a user name and a password; sets the session cookie",
    access: "anyone",
    body: signInSchema,
    status: 200,
    answer: sessionSchema,
  },
  getSession: {
    method: "GET",
    path: "/session",
    summary: "Who is signed in",
    access: "signed-in",
    status: 200,
    answer: sessionSchema,
  },
  signOut: {
    method: "DELETE",
    path: "/session",
    summary: "Sign out; the session ends at once",
    access: "signed-in",
    status: 204,
    answer: nothing,
  },
  getAbout: {
    method: "GET",
    path: "/about",
    summary: "The product's version and the advisory database that results rest on",
    access: "signed-in",
    status: 200,
    answer: aboutSchema,
  },
  getDatabase: {
    method: "GET",
    path: "/database",
    summary:
      "The advisories in use: how fresh, from where, what failed, and what the last change did",
    access: "signed-in",
    status: 200,
    answer: databaseStatusSchema,
  },
  updateDatabase: {
    method: "POST",
    path: "/database/update",
    summary: "Look for newer advisories now; what changes is matched again",
    access: "administrator",
    status: 202,
    answer: updateAcceptedSchema,
  },
  listRegistries: {
    method: "GET",
    path: "/registries",
    summary: "Connected registries",
    access: "signed-in",
    query: registryListQuery,
    status: 200,
    answer: registryPageSchema,
  },
  createRegistry: {
    method: "POST",
    path: "/registries",
    summary: "Connect a registry and start its first sync",
    access: "administrator",
    body: registryCreateSchema,
    status: 201,
    answer: registrySchema,
  },
  testRegistry: {
    method: "POST",
    path: "/registries/test",
    summary: "Try an address and credentials without keeping them",
    access: "administrator",
    body: registryTestRequestSchema,
    status: 200,
    answer: registryTestSchema,
  },
  getRegistry: {
    method: "GET",
    path: "/registries/:id",
    summary: "One registry",
    access: "signed-in",
    params: byId,
    status: 200,
    answer: registrySchema,
  },
  updateRegistry: {
    method: "PATCH",
    path: "/registries/:id",
    summary: "Change a registry's name, address or credentials",
    access: "administrator",
    params: byId,
    body: registryUpdateSchema,
    status: 200,
    answer: registrySchema,
  },
  deleteRegistry: {
    method: "DELETE",
    path: "/registries/:id",
    summary:
      "Unbind a registry: its images, scans and reports here go; the registry itself is not touched",
    access: "administrator",
    params: byId,
    status: 204,
    answer: nothing,
  },
  syncRegistry: {
    method: "POST",
    path: "/registries/:id/sync",
    summary: "Read the registry's repositories, tags and artifacts again",
    access: "administrator",
    params: byId,
    status: 202,
    answer: syncAcceptedSchema,
  },
  listSpaces: {
    method: "GET",
    path: "/spaces",
    summary: "Registry spaces: the first path segment of the repositories",
    access: "signed-in",
    query: spaceListQuery,
    status: 200,
    answer: spacePageSchema,
  },
  listImages: {
    method: "GET",
    path: "/images",
    summary: "Repositories with the artifact of their newest tag",
    access: "signed-in",
    query: imageListQuery,
    status: 200,
    answer: imagePageSchema,
  },
  getImage: {
    method: "GET",
    path: "/images/:id",
    summary: "One repository",
    access: "signed-in",
    params: byId,
    status: 200,
    answer: imageSchema,
  },
  findImage: {
    method: "GET",
    path: "/registries/:id/image",
    summary: "One repository of a registry, by its path",
    access: "signed-in",
    params: byId,
    query: z.object({ repository: z.string().min(1).max(255) }),
    status: 200,
    answer: imageSchema,
  },
  listArtifacts: {
    method: "GET",
    path: "/artifacts",
    summary: "A repository's artifacts, the newest tag first; an index holds its platforms",
    access: "signed-in",
    query: artifactListQuery,
    status: 200,
    answer: artifactPageSchema,
  },
  getArtifact: {
    method: "GET",
    path: "/artifacts/:id",
    summary: "One artifact",
    access: "signed-in",
    params: byId,
    status: 200,
    answer: artifactSchema,
  },
  getReport: {
    method: "GET",
    path: "/artifacts/:id/report",
    summary: "The head of the last complete report",
    access: "signed-in",
    params: byId,
    status: 200,
    answer: reportSchema,
  },
  listFindings: {
    method: "GET",
    path: "/artifacts/:id/findings",
    summary: "The findings of the last complete report; an index's are its platforms' together",
    access: "signed-in",
    params: byId,
    query: findingListQuery,
    status: 200,
    answer: findingPageSchema,
  },
  listChanges: {
    method: "GET",
    path: "/artifacts/:id/changes",
    summary: "What newer advisories added to and resolved in the findings, the newest change first",
    access: "signed-in",
    params: byId,
    query: changeListQuery,
    status: 200,
    answer: changePageSchema,
  },
  createScans: {
    method: "POST",
    path: "/scans",
    summary: "Scan artifacts now; an index scans every platform's image",
    access: "administrator",
    body: scanCreateSchema,
    status: 202,
    answer: scanAcceptedSchema,
  },
  stopScans: {
    method: "POST",
    path: "/scans/stop",
    summary: "Stop what is queued or scanning of these artifacts",
    access: "administrator",
    body: scanStopSchema,
    status: 200,
    answer: scanStoppedSchema,
  },
  getScan: {
    method: "GET",
    path: "/scans/:id",
    summary: "One run",
    access: "signed-in",
    params: byId,
    status: 200,
    answer: scanSchema,
  },
  getScanLog: {
    method: "GET",
    path: "/scans/:id/log",
    summary: "The log of a run, from a line on; live lines come as `log` events",
    access: "signed-in",
    params: byId,
    query: scanLogQuery,
    status: 200,
    answer: scanLogSchema,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Server-sent events of type `PlimsollEvent`; not a JSON route, so not in the table. */
export const eventsPath = `${apiPrefix}/events`;
