import { problemSchema } from "@plimsoll/api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestSource,
  makeWorkspace,
  type SignedInAs,
  signInAs,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { testAdvisories } from "../../test/images.ts";

const perMinute = 60;
let service: TestService;
beforeAll(async () => {
  service = await startTestService(createTestSource(testAdvisories), undefined, {
    PLIMSOLL_RATE_LIMIT: `${perMinute}`,
    PLIMSOLL_METRICS_TOKEN: "a-token-for-metrics",
  });
});
afterAll(() => service.close());

type Sent = { readonly headers?: Record<string, string>; readonly method?: string };

/** How many of these are let in, and the first answer that is not. */
async function flood(path: string, times: number, { headers = {}, method = "GET" }: Sent = {}) {
  let admitted = 0;
  let refused: Response | undefined;
  for (let at = 0; at < times; at += 1) {
    const answer = await fetch(`${service.url}${path}`, { method, headers });
    if (answer.status === 429) refused ??= answer;
    else admitted += 1;
    if (answer !== refused) await answer.arrayBuffer();
  }
  return { admitted, refused };
}

/** From another address, as a proxy on this machine tells. */
let address = 0;
function elsewhere() {
  address += 1;
  return { "x-forwarded-for": `198.51.100.${address}` };
}

describe("of one account", () => {
  let person: SignedInAs;
  let headers: Record<string, string>;
  beforeEach(async () => {
    const { id } = await makeWorkspace(service);
    person = await signInAs(service, { workspaceId: id, workspaceRole: "administrator" });
    headers = { ...person.headers, ...elsewhere() };
  });

  test("so many requests a minute are answered, and then when to come again", async () => {
    const { admitted, refused } = await flood("/api/v1/session", perMinute + 5, { headers });
    expect(admitted).toBe(perMinute);
    const problem = problemSchema.parse(await refused?.json());
    expect(problem).toMatchObject({ status: 429, code: "too-many-requests" });
    expect(refused?.headers.get("content-type")).toContain("application/problem+json");
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused?.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  });

  test("it counts wherever it comes from, and for nobody else", async () => {
    await flood("/api/v1/session", perMinute, { headers });
    const moved = { headers: { ...person.headers, ...elsewhere() } };
    expect((await flood("/api/v1/session", 1, moved)).admitted).toBe(0);
    const other = await signInAs(service);
    expect((await flood("/api/v1/session", 1, { headers: other.headers })).admitted).toBe(1);
  });

  test.each([
    "/api/v1/search?q=web",
    "/api/v1/exceptions/openvex",
    "/api/v1/audit/export?format=csv",
  ])("%s is worth several, and leaves the rest to the console", async (path) => {
    expect((await flood(path, 20, { headers })).admitted).toBe(perMinute / 5);
    expect((await flood("/api/v1/session", 1, { headers })).admitted).toBe(1);
  });

  test("a token has a count of its own", async () => {
    const { token } = await person.client.createToken({
      body: { name: "ci", kind: "personal", scope: "read", expiresInDays: 1 },
    });
    const byToken = { headers: { authorization: `Bearer ${token}`, ...elsewhere() } };
    expect((await flood("/api/v1/images", perMinute + 5, byToken)).admitted).toBe(perMinute);
    expect((await flood("/api/v1/images", 1, { headers })).admitted).toBe(1);
  });
});

test("of one address, whoever asks, so many are looked at", async () => {
  const headers = elsewhere();
  const asked = await flood("/api/v1/session", perMinute * 10 + 5, { headers });
  expect(asked.admitted).toBe(perMinute * 10);
  for (const path of ["/api/v1/openapi.json", "/scanner/api/v1/metadata", "/api/v1/sign-in"])
    expect((await flood(path, 1, { headers })).admitted, path).toBe(0);
  expect((await flood("/api/v1/sign-in", 1, { headers: elsewhere() })).admitted).toBe(1);

  const forMetrics = { authorization: "Bearer a-token-for-metrics", ...headers };
  const uncounted = ["/healthz", "/readyz", "/metrics", "/admission/kubernetes", "/"];
  for (const path of uncounted) {
    const answer = await fetch(`${service.url}${path}`, {
      method: path.startsWith("/admission") ? "POST" : "GET",
      headers: forMetrics,
    });
    expect(answer.status, path).not.toBe(429);
  }
});

test("0 sets no limit", async () => {
  const free = await startTestService(createTestSource(testAdvisories));
  try {
    for (let at = 0; at < 700; at += 1) {
      const { status } = await fetch(`${free.url}/api/v1/openapi.json`, { method: "HEAD" });
      expect(status).toBe(200);
    }
  } finally {
    await free.close();
  }
});
