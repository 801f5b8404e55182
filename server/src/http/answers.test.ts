import fastify from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { sendProblem } from "./problems.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

/** One of each kind: what is known and what is not, told by the API, by files, by other programs' doors, and before any route is found. */
const addresses: [string, RequestInit?][] = [
  ["/api/v1/session"],
  ["/api/v1/images?limit=x"],
  ["/api/v1/nothing"],
  ["/api/v1/%zz"],
  ["/api/v1/images", { method: "PUT" }],
  ["/api/v1/session", { method: "DELETE", headers: { origin: "https://evil.example" } }],
  ["/api/v1/exceptions/openvex"],
  ["/api/v1/audit/export?format=csv"],
  ["/api/v1/events"],
  ["/api/v1/sso/callback"],
  ["/api/v1/openapi.json"],
  ["/", { headers: { accept: "text/html" } }],
  ["/.git/config"],
  ["/..%2f..%2fetc%2fpasswd"],
  ["/scanner/api/v1/metadata"],
  ["/admission/kubernetes", { method: "POST" }],
  ["/metrics"],
  ["/healthz"],
];

test.each(addresses)(
  "%s is answered with the headers that browsers hold to",
  async (path, init) => {
    const ending = new AbortController();
    const answer = await fetch(`${service.url}${path}`, {
      ...init,
      headers: { cookie: service.cookie, origin: service.url, ...init?.headers },
      redirect: "manual",
      signal: ending.signal,
    });
    const { status, headers } = answer;
    ending.abort();
    expect(status).toBeLessThan(600);
    expect(status).not.toBe(500);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    // Nobody else's page may read it, whoever it says it is.
    for (const [name] of headers) expect(name).not.toMatch(/^access-control-|^server$|powered/);
    if (headers.get("content-type")?.includes("html"))
      expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    if (path.startsWith("/api/v1/") && !/openapi|zz|nothing/.test(path) && init === undefined)
      expect(headers.get("cache-control")).toBe("no-store");
  },
);

test.each([
  ["limit=501&limit=1", 200],
  ["limit=1&limit=501", 400],
  ["limit=1&limit%5B%5D=501", 200],
])("of a parameter that is given twice the last counts", async (query, status) => {
  const headers = { cookie: service.cookie };
  const answer = await fetch(`${service.url}/api/v1/images?${query}`, { headers });
  expect(answer.status).toBe(status);
});

test("what goes wrong inside is told by the id of the request alone", async () => {
  const app = fastify();
  app.setErrorHandler(sendProblem);
  app.get("/", async () => {
    throw new Error("relation account at /srv/plimsoll/secret.ts");
  });
  const answer = await app.inject({ url: "/", headers: { accept: "application/json" } });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: "internal", requestId: expect.any(String) });
  expect(answer.body).not.toMatch(/account|secret|\bat\b/);
});
