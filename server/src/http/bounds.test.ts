import { apiPrefix, maxPageLimit, type Route, routes } from "@plimsoll/api";
import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { createApp } from "./app.ts";
import { addJsonBodies } from "./json-body.ts";
import { sendProblem } from "./problems.ts";

let service: TestService;
let doors: Readonly<Record<string, Record<string, string>>>;
beforeAll(async () => {
  service = await startTestService();
  const { key } = await service.client.renewScannerApiKey();
  const { secret } = await service.client.renewAdmissionSecret();
  doors = {
    "/scanner/api/v1/scan": { authorization: `Bearer ${key}` },
    "/admission/kubernetes": { authorization: `Bearer ${secret}` },
  };
});
afterAll(() => service.close());

const nobody = "00000000-0000-4000-8000-000000000000";
const table: readonly Route[] = Object.values(routes);
const writes = [
  ...table
    .filter(({ body }) => body !== undefined)
    .map(({ method, path }) => [method, `${apiPrefix}${path.replace(/:\w+/, nobody)}`] as const),
  ["POST", "/scanner/api/v1/scan"] as const,
  ["POST", "/admission/kubernetes"] as const,
];

function send([method, path]: readonly [string, string], body: string): Promise<Response> {
  const headers = { cookie: service.cookie, ...doors[path] };
  return fetch(`${service.url}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

describe("every route that reads a body", () => {
  test.each(writes)("%s %s has an end to what it reads", async (...route) => {
    const answer = await send(route, `{"x":"${"x".repeat(21 * 1024 * 1024)}"}`).catch(
      // It hung up while most was still to be sent.
      () => null,
    );
    expect(answer?.status ?? 413).toBe(413);
  });

  test.each(writes)("%s %s refuses what nests without end", async (...route) => {
    const deep = 50_000;
    for (const body of ["[".repeat(deep), `{"a":${"[".repeat(deep)}${"]".repeat(deep)}}`])
      expect((await send(route, body)).status).toBe(400);
  });
});

describe("a body", () => {
  const app = fastify();
  app.setErrorHandler(sendProblem);
  addJsonBodies(app);
  app.post("/", async ({ body }) => ({ body }));
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  test.each([
    ["100 levels", nested(100), 200],
    ["101 levels", nested(101), 400],
    ["many that are closed again", `[${"[[]],".repeat(500)}0]`, 200],
    ["brackets in text", JSON.stringify({ text: "[{".repeat(500) }), 200],
    ["brackets in text behind quotes", JSON.stringify({ text: `"[{\\"`.repeat(500) }), 200],
    ["brackets behind text that ends in a backslash", `["\\\\",${nested(101)}]`, 400],
    ["text that does not end", `["${"[".repeat(500)}`, 400],
    ["a prototype", '{"__proto__":{"role":"administrator"}}', 400],
    ["a constructor's prototype", '{"constructor":{"prototype":{"role":"administrator"}}}', 400],
  ])("with %s", async (_, payload, status) => {
    const headers = { "content-type": "application/json" };
    const answer = await app.inject({ method: "POST", url: "/", headers, payload });
    expect(answer.statusCode).toBe(status);
  });
});

test("every list has pages with an end", async () => {
  const lists = table.filter(({ query }) => query !== undefined && "limit" in query.def.shape);
  expect(lists.length).toBeGreaterThan(10);
  for (const { path } of lists) {
    const url = `${service.url}${apiPrefix}${path.replace(/:\w+/, nobody)}`;
    for (const limit of [0, -1, maxPageLimit + 1, 1e9]) {
      const answer = await fetch(`${url}?limit=${limit}`, { headers: { cookie: service.cookie } });
      expect(answer.status, `${path} ${limit}`).toBe(400);
    }
  }
});

test("no connection waits without end", async () => {
  const { db } = service.database;
  const app = await createApp(
    { db, version: "1", publicUrl: null, events: { subscribe: () => () => undefined } } as never,
    { host: "0.0.0.0", isReady: () => true, trustedProxies: [], tls: null, rateLimit: 0 },
  );
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = app.server;
  for (const each of [headersTimeout, keepAliveTimeout, timeout]) {
    expect(each).toBeGreaterThan(0);
    expect(each).toBeLessThanOrEqual(300_000);
  }
  // As long as a file may take; all else has what `boundBodies` gives.
  expect(requestTimeout).toBeGreaterThan(0);
  expect(headersTimeout).toBeLessThanOrEqual(requestTimeout);
  await app.close();
});

describe("what a request is answered with", () => {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${service.url}${path}`, {
      ...init,
      headers: { cookie: service.cookie, ...init.headers },
    });

  test.each(["/healthz", "/api/v1/nothing", "/api/v1/scans/x", "/%", "/scanner/api/v1/metadata"])(
    "%s has an id, which its problem tells too",
    async (path) => {
      const answer = await ask(path, { headers: { "x-request-id": "from-the-proxy" } });
      expect(answer.headers.get("x-request-id")).toBe("from-the-proxy");
      const { requestId } = (await answer.json()) as { requestId?: string };
      if (answer.headers.get("content-type")?.includes("problem"))
        expect(requestId).toBe("from-the-proxy");
    },
  );

  test.each([
    ["PUT", "/api/v1/images", "GET, HEAD"],
    ["DELETE", `/api/v1/scans/${nobody}`, "GET, HEAD"],
    ["QUERY", "/api/v1/images", "GET, HEAD"],
    ["GET", "/api/v1/verdicts", "POST"],
    // Not those of what has an id.
    ["GET", "/api/v1/scans/stop", "POST"],
    ["PATCH", "/api/v1/exceptions/import?x=1", "POST"],
    ["GET", "/api/v1/scans/stop/", null],
    ["PATCH", "/api/v1/session", "POST, GET, HEAD, DELETE"],
    // Without a body it would be a stream that tells nothing and never ends.
    ["HEAD", "/api/v1/events", "GET"],
  ])("%s %s is told what there is", async (method, path, allow) => {
    const answer = await ask(path, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([
      allow === null ? 404 : 405,
      allow,
    ]);
  });

  test("browsers may use nothing of the machine for it", async () => {
    const policy = (await ask("/")).headers.get("permissions-policy") ?? "";
    for (const feature of ["camera", "microphone", "geolocation", "usb", "payment"])
      expect(policy).toContain(`${feature}=()`);
    expect(policy).not.toContain("clipboard-write");
  });

  test("no other page opens it, frames it or reads it", async () => {
    const { headers } = await ask("/");
    expect(Object.fromEntries(headers)).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    // Over plain http, a browser must not be told to come by https alone.
    expect(headers.get("strict-transport-security")).toBeNull();
  });
});
