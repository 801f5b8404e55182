import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Composed } from "@plimsoll/sample";
import { createFaults, type Faults } from "./faults.ts";
import { type Artifact, now, type Project, type Robot, type Scanner, type User } from "./model.ts";
import { createRegistry } from "./registry.ts";
import type { Reply } from "./reply.ts";
import { scannerNamed } from "./scanner.ts";
import { createScans, type Scans } from "./scans.ts";
import { serve } from "./serve.ts";
import { type KeptShelf, keptShelf, madeShelf } from "./shelf.ts";
import type { State } from "./state.ts";
import type { Version } from "./versions.ts";
import { createWebhookSender, type EventName } from "./webhook-sender.ts";
import { createDoorkeeper } from "./who.ts";

export type HarborOptions = {
  readonly port?: number;
  /** Where people and pulls are told to go; its own where absent. */
  readonly externalAddress?: string;
  /** 2.16 where absent. */
  readonly version?: Version;
  /** Milliseconds from one step of all scans to the next; where absent nothing moves but by `step()`. */
  readonly stepMs?: number;
  /** How long one wrong password locks a user; Harbor has 1500. */
  readonly lockMs?: number;
};

export type RunningHarbor = {
  readonly address: string;
  readonly administrator: { readonly username: string; readonly password: string };
  /** What was asked, `GET /api/v2.0/ping`, without the queries. */
  readonly requests: readonly string[];
  /** The same with their queries. */
  readonly queries: readonly string[];
  readonly faults: Faults;
  readonly scans: Scans;
  readonly users: User[];
  readonly robots: Robot[];
  readonly scanners: Scanner[];
  readonly projects: readonly Project[];
  /** Seconds that a token to pull is good for. */
  tokenSeconds: number;
  /** All tokens that were given, as after their time. */
  expireTokens(): void;
  addProject(name: string, options?: { public?: boolean }): Project;
  /** A project whose repositories are made when they are asked for. */
  addMany(name: string, size: { repositories: number; artifacts: number }): Project;
  addScanner(name: string, options?: Partial<Scanner>): Scanner;
  addRobot(name: string, permissions: Robot["permissions"]): { username: string; password: string };
  /** `repository` with its project in front. Gives what the artifact is. */
  push(repository: string, image: Composed, tag?: string): Artifact;
  remove(repository: string, digest: string): void;
  /** One step of all scans. */
  step(): boolean;
  /** Until all webhooks that are under way were answered. */
  settle(): Promise<void>;
  /** As when its machine goes down: nothing is lost, nobody answers. */
  die(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
};

const password = "Harbor12345";

/** A Harbor in memory, on loopback, that behaves as real ones were seen to, and misbehaves when it is told to. */
export async function startHarbor(options: HarborOptions = {}): Promise<RunningHarbor> {
  const faults = createFaults();
  const requests: string[] = [];
  const queries: string[] = [];
  const sender = createWebhookSender(() => new URL(state.address).host);
  const state: State = {
    version: options.version ?? [2, 16],
    address: "http://127.0.0.1",
    projects: [],
    users: [{ name: "admin", password, administrator: true, roles: {} }],
    robots: [],
    scanners: [],
    scans: createScans((report) => {
      const event: Readonly<Record<string, EventName>> = {
        Success: "SCANNING_COMPLETED",
        Error: "SCANNING_FAILED",
        Stopped: "SCANNING_STOPPED",
      };
      const { project, repository } = report.home;
      const name = event[report.status];
      if (name)
        sender.send({ project, event: name, repository, artifact: report.artifact, report });
    }),
    discover: (url) =>
      /\/dead\b/.test(url)
        ? null
        : {
            adapter: "Adapter",
            vendor: "Somebody",
            version: "1.0.0",
            scan: () => ({ findings: [] }),
          },
    tell: (project, event, repository, artifact) =>
      sender.send({ project, event, repository, artifact }),
  };
  const doors = createDoorkeeper(state.users, state.robots, options.lockMs ?? 1_500);
  const control = { tokenSeconds: 1_800 };
  const registry = createRegistry(state, () => control.tokenSeconds);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${(request.url ?? "").split("?")[0]}`);
    queries.push(`${request.method} ${request.url ?? ""}`);
    const act = faults.next(request);
    if (act === "silent") return;
    if (act === "cut") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write("[");
      await delay(5);
      return response.destroy();
    }
    if (act === "endless") {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(65_536)));
      };
      response.on("drain", more);
      return more();
    }
    if (act !== null && "status" in act) {
      response.writeHead(act.status, act.headers ?? {});
      return response.end(act.body ?? "");
    }
    if (act !== null) await delay(act.slowMs);
    write(request, response, await serve(request, state, doors, registry));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      response.writeHead(500).end(error.stack);
    });
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  const shut = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  state.address = options.externalAddress ?? address;
  const timer =
    options.stepMs === undefined ? null : setInterval(() => state.scans.advance(), options.stepMs);

  const addProject = (name: string, isPublic: boolean, repositories: Project["repositories"]) => {
    const project: Project = {
      id: state.projects.length + 1,
      name,
      public: isPublic,
      metadata: {},
      allowlist: { items: [] },
      scanner: null,
      policies: [],
      repositories,
      created: now(),
    };
    state.projects.push(project);
    return project;
  };
  const shelfOf = (repository: string) => {
    const [name = "", ...rest] = repository.split("/");
    const project =
      state.projects.find((one) => one.name === name) ??
      addProject(name, false, keptShelf(name, now));
    return { project, shelf: project.repositories as KeptShelf, name: rest.join("/") };
  };
  return {
    address,
    administrator: { username: "admin", password },
    requests,
    queries,
    faults,
    scans: state.scans,
    users: state.users,
    robots: state.robots,
    scanners: state.scanners,
    projects: state.projects,
    get tokenSeconds() {
      return control.tokenSeconds;
    },
    set tokenSeconds(seconds) {
      control.tokenSeconds = seconds;
    },
    expireTokens: registry.expire,
    addProject: (name, { public: isPublic = false } = {}) =>
      addProject(name, isPublic, keptShelf(name, now)),
    addMany: (name, size) => addProject(name, false, madeShelf(name, size)),
    addScanner(name, given = {}) {
      const scanner = { ...scannerNamed(name, state.scanners.length === 0), ...given };
      state.scanners.push(scanner);
      return scanner;
    },
    addRobot(name, permissions) {
      const robot: Robot = {
        id: 1_000 + state.robots.length,
        name: `robot$${name}`,
        secret: randomUUID(),
        disabled: false,
        permissions,
      };
      state.robots.push(robot);
      return { username: robot.name, password: robot.secret };
    },
    push(repository, image, tag) {
      const { project, shelf, name } = shelfOf(repository);
      const came = shelf.repository(name).push(image, tag ?? null);
      for (const one of came) state.tell(project, "PUSH_ARTIFACT", repository, one);
      const pushed = came.at(-1);
      if (pushed === undefined) throw new Error("nothing was pushed");
      return pushed;
    },
    remove(repository, digest) {
      const { project, shelf, name } = shelfOf(repository);
      for (const one of shelf.repository(name).remove(digest)) {
        state.scans.forget(digest, project);
        state.tell(project, "DELETE_ARTIFACT", repository, one);
      }
    },
    step: () => state.scans.advance(),
    settle: sender.settle,
    die: shut,
    revive: () => listen(port),
    close: async () => {
      if (timer !== null) clearInterval(timer);
      await sender.settle();
      if (server.listening) await shut();
    },
  };
}

/** As core answers: each time with a session that a client must not take. */
function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const json = reply.json === undefined ? undefined : JSON.stringify(reply.json);
  const body = reply.bytes ?? json ?? reply.text ?? "";
  const type =
    json !== undefined
      ? "application/json; charset=utf-8"
      : reply.text !== undefined
        ? "text/plain; charset=utf-8"
        : undefined;
  response.writeHead(reply.status, {
    "set-cookie": `sid=${randomUUID()}; Path=/; HttpOnly`,
    "x-request-id": randomUUID(),
    "content-length": Buffer.byteLength(body),
    ...(type ? { "content-type": type } : {}),
    ...reply.headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
