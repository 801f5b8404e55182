import type { z } from "zod";
import { PlimsollError } from "../../error.ts";
import {
  artifact,
  currentUser,
  type HarborArtifact,
  type HarborProject,
  type HarborRepository,
  health,
  project,
  repository,
  systemInfo,
} from "./answers.ts";
import { refusalOf } from "./errors.ts";
import {
  answerBytes,
  type HarborAnswer,
  type HarborConnection,
  type HarborRequest,
  openHarborHttp,
} from "./http.ts";
import { createPager } from "./pages.ts";
import { api, artifactPath, projectPath, type Query, repositoryPath } from "./paths.ts";

/** Harbor's API v2.0, as far as Plimsoll needs it. All throws are the service's `PlimsollError`, or the engine's `aborted`. */
export type HarborClient = {
  readonly address: URL;
  /** Whether it is a Harbor that answers; asks without telling who. */
  ping(signal?: AbortSignal): Promise<void>;
  /** Throws `registry-credentials`: a wrong password is no error to Harbor where the public may ask too. */
  identify(signal?: AbortSignal): Promise<HarborIdentity>;
  systemInfo(signal?: AbortSignal): Promise<z.output<typeof systemInfo>>;
  health(signal?: AbortSignal): Promise<z.output<typeof health>>;
  projects(signal?: AbortSignal): AsyncIterable<HarborProject>;
  repositories(project: string, signal?: AbortSignal): AsyncIterable<HarborRepository>;
  /** Of one repository, `project/name`, or of a whole project, `project`; newest push first. */
  artifacts(
    of: string,
    options?: ArtifactQuery,
    signal?: AbortSignal,
  ): AsyncIterable<HarborArtifact>;
  artifact(repository: string, reference: string, signal?: AbortSignal): Promise<HarborArtifact>;
  /** Any other call, its answer read by the schema. */
  read<T extends z.ZodType>(schema: T, request: HarborRequest): Promise<z.output<T>>;
  list<T extends z.ZodType>(item: T, request: HarborRequest): AsyncIterable<z.output<T>>;
  send(request: HarborRequest): Promise<HarborAnswer>;
  close(): Promise<void>;
};

type ArtifactQuery = {
  /** With what is known of their scans. */
  readonly overview?: boolean;
  /** Pushed then or later. */
  readonly pushedSince?: Date;
  /** The children of indexes too, which are hidden otherwise. */
  readonly children?: boolean;
};

export type HarborIdentity =
  | { readonly kind: "anonymous" }
  | { readonly kind: "user"; readonly name: string; readonly administrator: boolean }
  | { readonly kind: "robot" };

/** Both forms of a report: some scanners make one of them only, and Harbor then gives nothing for the other. */
export const reportTypes = [
  "application/vnd.security.vulnerability.report; version=1.1",
  "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
] as const;
export const acceptReports = { "x-accept-vulnerabilities": reportTypes.join(", ") };

export function openHarborClient(connection: HarborConnection): HarborClient {
  const http = openHarborHttp(connection);
  const host = http.address.host;

  async function read<T extends z.ZodType>(schema: T, request: HarborRequest) {
    return parse(schema, await http.send(request), request, host);
  }
  const list = createPager(http.send, (schema, answer, request) =>
    parse(schema, answer, request, host),
  );

  return {
    address: http.address,
    async ping(signal) {
      const request = { path: `${api}/ping`, what: "a greeting", signal };
      const { body } = await http.send(request);
      if (body.toString("utf8", 0, 10).trim() !== "Pong")
        throw noHarbor(`${host} answers, but not as Harbor does.`);
    },
    async identify(signal) {
      if (connection.credentials === null) return { kind: "anonymous" };
      try {
        const request = { path: `${api}/users/current`, what: "who is asking", signal };
        const user = await read(currentUser, request);
        return { kind: "user", name: user.username, administrator: user.sysadmin_flag ?? false };
      } catch (error) {
        // Harbor knows who asks, but has no user to tell of.
        if (refusalOf(error)?.status === 412) return { kind: "robot" };
        throw error;
      }
    },
    systemInfo: (signal) =>
      read(systemInfo, { path: `${api}/systeminfo`, what: "what it is", signal }),
    health: (signal) => read(health, { path: `${api}/health`, what: "how it is", signal }),
    projects: (signal) =>
      list(project, { path: `${api}/projects`, what: "the list of projects", signal }),
    repositories: (name, signal) =>
      list(repository, {
        path: `${projectPath(name)}/repositories`,
        query: { sort: "name" },
        what: `the list of repositories of ${name}`,
        signal,
      }),
    artifacts: (of, options = {}, signal) =>
      list(artifact, {
        path: `${of.includes("/") ? repositoryPath(of) : projectPath(of)}/artifacts`,
        query: artifactQuery(options),
        headers: options.overview ? acceptReports : {},
        what: `the list of artifacts of ${of}`,
        bytes: answerBytes.list,
        signal,
      }),
    artifact: (name, ref, signal) =>
      read(artifact, {
        path: artifactPath(name, ref),
        query: { with_tag: true, with_scan_overview: true },
        headers: acceptReports,
        what: `the artifact ${name}@${ref}`,
        signal,
      }),
    read,
    list,
    send: http.send,
    close: http.close,
  };
}

function artifactQuery({ overview, pushedSince, children }: ArtifactQuery): Query {
  const since = pushedSince?.toISOString().slice(0, 19).replace("T", " ");
  const conditions = [
    ...(children ? ["base=*"] : []),
    ...(since === undefined ? [] : [`push_time=[${since}~]`]),
  ];
  return {
    with_tag: true,
    with_label: false,
    with_accessory: false,
    ...(overview ? { with_scan_overview: true } : {}),
    sort: "-push_time",
    q: conditions.length === 0 ? undefined : conditions.join(","),
  };
}

/** Harbor's portal answers 200 with a web page to whatever it does not know. */
function parse<T extends z.ZodType>(
  schema: T,
  { body }: HarborAnswer,
  { what }: HarborRequest,
  host: string,
): z.output<T> {
  let value: unknown;
  try {
    // "None" is an empty body that calls itself JSON.
    value = body.length === 0 ? null : JSON.parse(body.toString("utf8"));
  } catch {
    throw noHarbor(`${host} answers ${what} with something that is no JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? "it is empty" : `${issue.path.join(".")}: ${issue.message}`;
  throw noHarbor(
    `${host} answers ${what} in a form that is none of Harbor's (${where.slice(0, 200)}).`,
  );
}

function noHarbor(message: string): PlimsollError {
  return new PlimsollError("registry-not-oci", message, {
    hint: "Check the address: another service or a proxy may answer there. It must be a Harbor of 2.4 or newer.",
  });
}
