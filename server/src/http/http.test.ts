import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiPrefix, problemSchema, type Route, routes } from "@plimsoll/api";
import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  password,
  signIn,
  signInAs,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { addConsole } from "./console.ts";
import { addGuards } from "./guards.ts";
import { sendProblem } from "./problems.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const nobody = "00000000-0000-4000-8000-000000000000";
const table = Object.entries(routes) as [string, Route][];

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${service.url}${path}`, init);
}

function askSignedIn(path: string, init: RequestInit = {}): Promise<Response> {
  return ask(path, { ...init, headers: { cookie: service.cookie, ...init.headers } });
}

describe("without a session", () => {
  test.each(table.filter(([, route]) => route.permission !== null))(
    "%s is refused, whatever is sent",
    async (_, route) => {
      const path = `${apiPrefix}${route.path.replace(":id", nobody)}`;
      for (const cookie of ["", "plimsoll_session=guess", `plimsoll_session=${"A".repeat(43)}`]) {
        const body = route.body ? { body: "{}" } : {};
        const headers = { cookie, ...(route.body ? { "content-type": "application/json" } : {}) };
        const answer = await ask(path, { method: route.method, headers, ...body });
        expect(answer.status).toBe(401);
        expect(problemSchema.parse(await answer.json()).code).toBe("not-signed-in");
      }
    },
  );

  test("the stream of events is refused", async () => {
    expect((await ask("/api/v1/events")).status).toBe(401);
  });
});

describe("a refusal is a problem document", () => {
  test.each([
    ["an id that is none", "/api/v1/scans/x", 400, "bad-request"],
    ["what is not there", `/api/v1/scans/${nobody}`, 404, "not-found"],
    ["a page too large", "/api/v1/images?limit=501", 400, "bad-request"],
    ["a cursor of another list", "/api/v1/images?cursor=WzEsMl0x", 400, "bad-request"],
    [
      "a cursor with something that is no id",
      "/api/v1/images?cursor=WyJhIiwiYiJd",
      400,
      "bad-request",
    ],
    ["text with a NUL", "/api/v1/images?q=%00", 400, "bad-request"],
    ["an address that is none", "/api/v1/nothing", 404, "not-found"],
  ])("for %s", async (_, path, status, code) => {
    const answer = await askSignedIn(path);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    const problem = problemSchema.parse(await answer.json());
    expect(problem).toMatchObject({ status, code, requestId: expect.any(String) });
    expect(answer.status).toBe(status);
  });

  test.each([
    ["no JSON", "{", "application/json", 400],
    ["another media type", "{}", "text/plain", 415],
    ["a body too large", JSON.stringify({ x: "x".repeat(300_000) }), "application/json", 413],
  ])("for %s", async (_, body, type, status) => {
    const init = { method: "POST", body, headers: { "content-type": type } };
    const answer = await askSignedIn("/api/v1/scans", init);
    expect(answer.status).toBe(status);
    expect(problemSchema.parse(await answer.json()).code).toBe("bad-request");
  });

  test("and names every field that is wrong", async () => {
    const answer = await askSignedIn("/api/v1/registries", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "", kind: "quay", address: "ftp://x" }),
    });
    const { fields } = problemSchema.parse(await answer.json());
    expect(fields?.map((field) => field.path).sort()).toEqual([
      "body.address",
      "body.kind",
      "body.name",
    ]);
  });
});

test("a filter that is left empty is no filter", async () => {
  const { items } = await service.client.listImages();
  const answer = await ask("/api/v1/images?registry=&space=&q=", {
    headers: { cookie: service.cookie },
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ items });
});

describe("requests that a foreign page makes a browser send", () => {
  const remove = (origin: string) =>
    askSignedIn("/api/v1/session", { method: "DELETE", headers: { origin } });

  test("are refused by their origin, and change nothing", async () => {
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:1"])
      expect((await remove(origin)).status).toBe(403);
    expect((await askSignedIn("/api/v1/session")).status).toBe(200);
  });

  test("do not sign in: nobody gets into somebody else's account without knowing", async () => {
    for (const [type, status] of [
      ["application/json", 403],
      ["text/plain", 403],
    ] as const) {
      const answer = await ask("/api/v1/session", {
        method: "POST",
        headers: { "content-type": type, origin: "http://evil.example" },
        body: JSON.stringify({ username: "admin", password }),
      });
      expect(answer.status).toBe(status);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test.each([
    ["https", "https://plimsoll.example", 204],
    ["https", "http://plimsoll.example", 403],
    ["http", "https://plimsoll.example", 204],
  ])("by %s, from a page at %s: %i", async (scheme, origin, status) => {
    const { headers } = await signInAs(service);
    const cookie = scheme === "https" ? `__Host-${headers.cookie}` : `${headers.cookie}`;
    const proxied = {
      "x-forwarded-for": "192.0.2.7",
      "x-forwarded-proto": scheme,
      "x-forwarded-host": "plimsoll.example",
    };
    const answer = await ask("/api/v1/session", {
      method: "DELETE",
      headers: { cookie, origin, ...proxied },
    });
    expect(answer.status).toBe(status);
  });

  test("are told from those of the console", async () => {
    const cookie = await signIn(service.url);
    const headers = { cookie, origin: service.url };
    expect((await ask("/api/v1/session", { method: "DELETE", headers })).status).toBe(204);
  });

  test("are refused by a name that was rebound to loopback", async () => {
    expect(await statusWithHost("evil.example")).toBe(403);
    expect(await statusWithHost("localhost:4180")).toBe(200);
  });

  test.each([
    ["any name will do where it listens to others", "0.0.0.0", null, "plimsoll.example", 200],
    [
      "what people open is its own",
      "127.0.0.1",
      "https://plimsoll.example",
      "plimsoll.example",
      200,
    ],
    ["another name is not", "127.0.0.1", "https://plimsoll.example", "evil.example", 403],
    ["nor is any where none is named", "127.0.0.1", null, "plimsoll.example", 403],
  ])("%s", async (_, host, publicUrl, asked, status) => {
    const app = fastify();
    app.setErrorHandler(sendProblem);
    addGuards(app, host, publicUrl);
    app.get("/", async () => "fine");
    const answer = await app.inject({ url: "/", headers: { host: asked } });
    expect(answer.statusCode).toBe(status);
  });

  test.each([
    ["https://plimsoll.example", 200],
    ["https://evil.example", 403],
    ["http://plimsoll.example", 403],
    ["https://plimsoll.example:8443", 403],
  ])("behind a proxy that asks by another name, a page at %s: %i", async (origin, status) => {
    const app = fastify();
    app.setErrorHandler(sendProblem);
    addGuards(app, "0.0.0.0", "https://plimsoll.example");
    app.post("/", async () => "fine");
    const headers = { host: "10.0.0.7:4180", origin };
    const answer = await app.inject({ method: "POST", url: "/", headers });
    expect(answer.statusCode).toBe(status);
  });

  function statusWithHost(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent = request(`${service.url}/healthz`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on("error", reject).end();
    });
  }
});

test("pages run no script but the console's own", async () => {
  const policy = (await ask("/healthz")).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'none'");
});

test("it is alive and ready", async () => {
  expect((await ask("/healthz")).status).toBe(200);
  expect((await ask("/readyz")).status).toBe(200);
});

describe("the OpenAPI document", () => {
  type Document = {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  };

  test("has every route of the table, with its answer and its problems", async () => {
    const document = (await (await ask("/api/v1/openapi.json")).json()) as Document;
    expect(document.openapi).toMatch(/^3\.1/);
    for (const [name, route] of table) {
      const path = `${apiPrefix}${route.path.replace(/:(\w+)/g, "{$1}")}`;
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      expect(operation, name).toMatchObject({ operationId: name, summary: route.summary });
      expect(Object.keys(operation?.responses ?? {}).sort()).toEqual([
        `${route.status}`,
        "default",
      ]);
    }
  });

  test("tells of files and streams what they are, and of everything how it is refused", async () => {
    const document = (await (await ask("/api/v1/openapi.json")).json()) as Document;
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.responses, `${method} ${path}`).toHaveProperty("default");
        expect(operation, `${method} ${path}`).toHaveProperty("operationId");
      }
    const types = (path: string) => {
      const answer = document.paths[`/api/v1${path}`]?.get?.responses["200"] as {
        content: Record<string, { schema: { type?: string } }>;
      };
      return Object.entries(answer.content).map(([type, { schema }]) => `${type}: ${schema.type}`);
    };
    expect(types("/artifacts/{id}/export").sort()).toEqual([
      "application/json: object",
      "application/sarif+json: object",
      "application/spdx+json: object",
      "application/vnd.cyclonedx+json: object",
      "text/csv: string",
      "text/html: string",
    ]);
    expect(types("/audit/export")).toEqual(["text/csv: string", "application/jsonl: string"]);
    expect(types("/exceptions/openvex")).toEqual(["application/json: object"]);
  });

  test("refers to nothing that it does not hold", async () => {
    const text = await (await ask("/api/v1/openapi.json")).text();
    const { components } = JSON.parse(text) as { components: { schemas: object } };
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(components.schemas).toHaveProperty(name ?? "");
  });
});

describe("the console", () => {
  async function serve(files: Record<string, string>) {
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-console-"));
    await mkdir(join(folder, "assets"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const app = fastify();
    await addConsole(app, folder);
    return {
      get: (url: string, headers: Record<string, string> = {}) =>
        app.inject({ url, headers: { accept: "text/html", ...headers } }),
      close: async () => {
        await app.close();
        await rm(folder, { recursive: true });
      },
    };
  }

  test("is served, its pages are drawn by itself, and hashed files are kept for ever", async () => {
    const site = await serve({ "index.html": "<p>console", "assets/app-1a2b.js": "run()" });
    for (const page of ["/", "/images/a/b/c"]) {
      const answer = await site.get(page);
      expect(answer.body).toBe("<p>console");
      expect(answer.headers["cache-control"]).toBe("no-cache");
    }
    const script = await site.get("/assets/app-1a2b.js");
    expect(script.headers["cache-control"]).toContain("immutable");
    expect(script.body).toBe("run()");
    for (const missing of ["/assets/app-gone.js", "/api/v1/nothing"])
      expect((await site.get(missing)).statusCode).toBe(404);
    await site.close();
  });

  test("is sent compressed to who takes that", async () => {
    const site = await serve({
      "index.html": "<p>console",
      ...{ "assets/a-1.js": "run()", "assets/a-1.js.br": "br", "assets/a-1.js.gz": "gz" },
    });
    for (const [takes, body, encoding] of [
      ["gzip, deflate, br, zstd", "br", "br"],
      ["gzip", "gz", "gzip"],
      ["identity", "run()", undefined],
    ] as const) {
      const script = await site.get("/assets/a-1.js", { "accept-encoding": takes });
      expect(script.body).toBe(body);
      expect(script.headers).toMatchObject({ vary: "accept-encoding" });
      expect(script.headers["content-encoding"]).toBe(encoding);
      expect(script.headers["content-type"]).toContain("javascript");
      expect(script.headers["cache-control"]).toContain("immutable");
    }
    await site.close();
  });

  test("says how to build it where it is missing", async () => {
    const site = await serve({});
    const answer = await site.get("/");
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain("npm run setup");
    await site.close();
  });
});
