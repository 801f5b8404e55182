import { type FakeServer, startFakeServer } from "@plimsoll/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { openRegistry } from "./registry.ts";
import type { Credentials } from "./registry-auth.ts";

type Challenge = { readonly scheme: "Bearer" | "Basic"; readonly more: string };
type Case = {
  readonly registry: string;
  readonly credentials: Credentials | null;
  readonly repository: string;
  /** Of the registry itself, and below `realm` of its token server. */
  readonly greeting: Challenge;
  readonly pull: Challenge;
  readonly tokenPath: string;
  readonly token: Readonly<Record<string, unknown>>;
  /** What the token server must be asked for the repository, in the query or the form. */
  readonly asked: Readonly<Record<string, string>> | null;
  readonly method?: "POST";
  /** For the greeting; absent where none is asked for. */
  readonly greetingScope?: string;
};

const bearer = (more: string): Challenge => ({ scheme: "Bearer", more });
const pulls = (repository: string, service: string) =>
  bearer(`,service="${service}",scope="repository:${repository}:pull"`);
const token = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";
const issued_at = "2026-11-26T08:00:00Z";
const key = JSON.stringify({ type: "service_account", private_key: "-----BEGIN\n…\n" }, null, 2);

/** As each answers, taken from its documentation. The hosts are loopback's. */
const cases: readonly Case[] = [
  {
    registry: "Docker Hub, anonymous",
    credentials: null,
    repository: "library/nginx",
    greeting: bearer(',service="registry.docker.io"'),
    pull: pulls("library/nginx", "registry.docker.io"),
    tokenPath: "/token",
    token: { token, access_token: token, expires_in: 300, issued_at },
    asked: { service: "registry.docker.io", scope: "repository:library/nginx:pull" },
  },
  {
    registry: "GHCR, which greets with an example",
    credentials: { username: "me", password: "ghp_abc" },
    repository: "me/app",
    greeting: pulls("user/image", "ghcr.io"),
    pull: pulls("me/app", "ghcr.io"),
    tokenPath: "/token",
    token: { token: "Z2hwX2FiYw==" },
    asked: { service: "ghcr.io", scope: "repository:me/app:pull" },
  },
  {
    registry: "Quay, a robot",
    credentials: { username: "org+puller", password: "ROBOTTOKEN" },
    repository: "org/app",
    greeting: bearer(',service="quay.io"'),
    pull: pulls("org/app", "quay.io"),
    tokenPath: "/v2/auth",
    token: { token },
    asked: { service: "quay.io", scope: "repository:org/app:pull" },
  },
  {
    registry: "ECR",
    credentials: { username: "AWS", password: "a-token-of-12-hours" },
    repository: "team/app",
    greeting: { scheme: "Basic", more: ',service="ecr.amazonaws.com"' },
    pull: { scheme: "Basic", more: ',service="ecr.amazonaws.com"' },
    tokenPath: "/",
    token: {},
    asked: null,
  },
  {
    registry: "ECR's public gallery",
    credentials: null,
    repository: "docker/library/alpine",
    greeting: bearer(',service="public.ecr.aws",scope="aws"'),
    pull: bearer(',service="public.ecr.aws",scope="aws"'),
    tokenPath: "/token/",
    token: { token },
    asked: { service: "public.ecr.aws", scope: "aws" },
    greetingScope: "aws",
  },
  {
    registry: "Google, an access token",
    credentials: { username: "oauth2accesstoken", password: "ya29.abc" },
    repository: "project/repo/app",
    greeting: bearer(',service="europe-docker.pkg.dev"'),
    pull: pulls("project/repo/app", "europe-docker.pkg.dev"),
    tokenPath: "/v2/token",
    token: { expires_in: 3600, token, issued_at },
    asked: { service: "europe-docker.pkg.dev", scope: "repository:project/repo/app:pull" },
  },
  {
    registry: "Google, the key of a service account, of many lines",
    credentials: { username: "_json_key", password: key },
    repository: "project/app",
    greeting: bearer(',service="gcr.io"'),
    pull: pulls("project/app", "gcr.io"),
    tokenPath: "/v2/token",
    token: { token, expires_in: 43_200 },
    asked: { service: "gcr.io", scope: "repository:project/app:pull" },
  },
  {
    registry: "Azure, what `az acr login` gives",
    credentials: { username: "00000000-0000-0000-0000-000000000000", password: "refresh" },
    repository: "team/app",
    greeting: bearer(',service="acme.azurecr.io"'),
    pull: pulls("team/app", "acme.azurecr.io"),
    tokenPath: "/oauth2/token",
    token: { access_token: token },
    method: "POST",
    asked: {
      service: "acme.azurecr.io",
      scope: "repository:team/app:pull",
      grant_type: "refresh_token",
      refresh_token: "refresh",
      client_id: "plimsoll",
    },
  },
  {
    registry: "Azure, a service principal",
    credentials: { username: "7a6c0d9e-aaaa-bbbb-cccc-1234567890ab", password: "secret" },
    repository: "team/app",
    greeting: bearer(',service="acme.azurecr.io"'),
    pull: pulls("team/app", "acme.azurecr.io"),
    tokenPath: "/oauth2/token",
    token: { access_token: token },
    asked: { service: "acme.azurecr.io", scope: "repository:team/app:pull" },
  },
  {
    registry: "JFrog, which names no scope",
    credentials: { username: "me", password: "cmVmdGtu" },
    repository: "docker-local/team/app",
    greeting: bearer(',service="acme.jfrog.io"'),
    pull: bearer(',service="acme.jfrog.io"'),
    tokenPath: "/artifactory/api/docker/docker-local/v2/token",
    token: { token, expires_in: 3600 },
    asked: { service: "acme.jfrog.io", scope: "repository:docker-local/team/app:pull" },
  },
  {
    registry: "GitLab, a deploy token",
    credentials: { username: "gitlab+deploy-token-1", password: "gldt-abc" },
    repository: "group/project/app",
    greeting: bearer(',service="container_registry"'),
    pull: pulls("group/project/app", "container_registry"),
    tokenPath: "/jwt/auth",
    token: { token },
    asked: { service: "container_registry", scope: "repository:group/project/app:pull" },
  },
];

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const basicOf = (credentials: Credentials | null) =>
  credentials && "password" in credentials
    ? `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`
    : undefined;

/** A registry and, at another port, its token server. What both were asked is kept. */
async function start(one: Case) {
  const asked: { method: string; fields: Record<string, string>; authorization?: string }[] = [];
  const basic = basicOf(one.credentials);
  const tokens = await serve((request) => {
    const { method, url, body, headers } = request;
    const fields = Object.fromEntries(new URLSearchParams(method === "POST" ? body : url.search));
    asked.push({
      method,
      fields,
      ...(headers.authorization ? { authorization: headers.authorization } : {}),
    });
    return url.pathname === one.tokenPath
      ? { status: 200, body: one.token }
      : { status: 404, body: {} };
  });
  const good =
    one.asked === null ? basic : `Bearer ${one.token.token ?? one.token.access_token ?? ""}`;
  const registry = await serve(({ url, headers }) => {
    const { scheme, more } = url.pathname === "/v2/" ? one.greeting : one.pull;
    const realm = `realm="${tokens.address}${one.tokenPath}"`;
    if (headers.authorization !== good)
      return {
        status: 401,
        headers: { "www-authenticate": `${scheme} ${realm}${more}` },
        body: {},
      };
    return { status: 200, body: { name: one.repository, tags: ["1"] } };
  });
  return { asked, basic, address: registry.address };
}

async function serve(answer: Parameters<typeof startFakeServer>[0]): Promise<FakeServer> {
  const server = await startFakeServer(answer);
  opened.push(server);
  return server;
}

function open(address: string, credentials: Credentials | null) {
  const registry = openRegistry({
    address,
    credentials,
    retry: { attempts: 3, baseMs: 1, longestMs: 5 },
  });
  opened.push(registry);
  return registry;
}

async function tagsOf(registry: ReturnType<typeof openRegistry>, repository: string) {
  const tags = [];
  for await (const tag of registry.tags(repository)) tags.push(tag);
  return tags;
}

describe.each(cases)("$registry", (one) => {
  it("gives the token that a repository is read with, once", async () => {
    const { address, asked, basic } = await start(one);
    const registry = open(address, one.credentials);
    expect(await tagsOf(registry, one.repository)).toEqual(["1"]);
    expect(await tagsOf(registry, one.repository)).toEqual(["1"]);
    expect(asked).toEqual(
      one.asked === null
        ? []
        : [
            {
              method: one.method ?? "GET",
              fields: one.asked,
              ...(basic && one.method !== "POST" ? { authorization: basic } : {}),
            },
          ],
    );
  });

  it("takes the credentials at the greeting", async () => {
    const { address, asked } = await start(one);
    await open(address, one.credentials).ping();
    expect(asked.map(({ fields }) => fields.scope)).toEqual(
      one.asked === null ? [] : [one.greetingScope],
    );
  });
});

describe("what hosted registries refuse with", () => {
  const refusing = async (
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
    credentials: Credentials | null = null,
  ) => {
    let asked = 0;
    const { address } = await serve(() => {
      asked++;
      return { status, body, headers };
    });
    const registry = open(address, credentials);
    const error = await tagsOf(registry, "team/app").catch((reason: unknown) => reason);
    return { error, asked };
  };

  it.each([
    [
      401,
      "Your Authorization Token has expired. Please run 'aws ecr get-login' to fetch a new one.",
    ],
    [403, "Your authorization token has expired. Reauthenticate and try again."],
  ])("tells that ECR's password of 12 hours is over (%i)", async (status, message) => {
    const me = { username: "AWS", password: "old" };
    const { error } = await refusing(status, { errors: [{ code: "DENIED", message }] }, {}, me);
    expect(error).toMatchObject({
      code: "unauthorized",
      hint: expect.stringContaining("aws ecr get-login-password"),
    });
  });

  const limited = { errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your limit" }] };

  it("tells Docker Hub's allowance, and does not ask again while nothing is left of it", async () => {
    const { error, asked } = await refusing(429, limited, {
      "ratelimit-limit": "100;w=21600",
      "ratelimit-remaining": "0;w=21600",
    });
    expect(error).toMatchObject({
      code: "rate-limited",
      hint: expect.stringMatching(/100 pulls in 6 h.*sign in/),
    });
    expect(asked).toBe(1);
  });

  it("asks again where it is only too fast", async () => {
    const { error, asked } = await refusing(429, limited, { "retry-after": "0" });
    expect(error).toMatchObject({ code: "rate-limited", retryAfterSeconds: 0 });
    expect(asked).toBe(3);
  });

  it.each(["100", "many;w=1", "1e9;w=2", "-1;w=3"])(
    "reads %s as no more than it says",
    async (limit) => {
      const { error } = await refusing(429, limited, {
        "ratelimit-limit": limit,
        "retry-after": "0",
      });
      expect(error).toMatchObject({ code: "rate-limited" });
    },
  );
});
