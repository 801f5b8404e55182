import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOutbound } from "../outbound/outbound.ts";
import { createSecretBox } from "../secrets/seal.ts";
import { admitIssuer, type IssuerRow } from "./client.ts";
import { beginFlow, endFlow, openFlow } from "./flow.ts";

/** An issuer that answers whatever a test wants it to. */
type Answers = { idToken: string; userinfo: unknown; metadata: Record<string, unknown> };
let answers: Answers;
let url: string;
let server: ReturnType<typeof createServer>;
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeAll(async () => {
  server = createServer((request, response) => {
    const json = (body: unknown) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    const pages: Record<string, () => unknown> = {
      "/.well-known/openid-configuration": () => json({ ...metadataOf(url), ...answers.metadata }),
      "/jwks": () => json({ keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "k" }] }),
      "/token": () => json({ access_token: "at", token_type: "bearer", id_token: answers.idToken }),
      "/me": () => json(answers.userinfo),
    };
    (pages[request.url ?? ""] ?? (() => response.writeHead(404).end()))();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const metadataOf = (issuer: string) => ({
  ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
  ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/me` },
  response_types_supported: ["code"],
});

const service = {
  secrets: createSecretBox(Buffer.alloc(32, 7)),
  outbound: openOutbound({ loopback: true }),
};

const row = (): IssuerRow => ({
  ...{ id: "i", name: "Corp", issuer: url, client_id: "plimsoll", client_secret_sealed: null },
  ...{ scopes: "profile", username_claim: "name", groups_claim: "groups", groups: [] },
  ...{ admit_all: true, enabled: true, created_at: new Date() },
});

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
function signed(claims: object, key: KeyObject = own.privateKey): string {
  const input = `${encode({ alg: "RS256", kid: "k" })}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
}

const now = () => Math.floor(Date.now() / 1000);

/** Begins at the issuer, which then gives this token; what comes of it. */
async function run(
  token: (claims: Record<string, unknown>) => string,
  more: Partial<Answers> & { alter?: (query: URLSearchParams) => void } = {},
) {
  answers = { idToken: "", userinfo: { sub: "s" }, metadata: {}, ...more };
  const begun = await beginFlow(service, row(), {
    ...{ redirectUri: "http://127.0.0.1:1/callback", returnTo: "/" },
  });
  const flow = openFlow(service.secrets, begun.sealed);
  if (flow === null) throw new Error("the flow cannot be opened");
  const claims = {
    ...{ iss: url, aud: "plimsoll", sub: "s", nonce: flow.nonce, iat: now(), exp: now() + 60 },
    ...{ name: "alice", groups: ["a"] },
  };
  answers = { ...answers, idToken: token(claims) };
  const query = new URLSearchParams({ code: "c", state: flow.state });
  more.alter?.(query);
  return endFlow(service, row(), flow, query.toString());
}

test("whom the token names is signed in", async () => {
  expect(await run(signed)).toMatchObject({ subject: "s", claims: { name: "alice" } });
});

test("what the token leaves out is asked for", async () => {
  const userinfo = { sub: "s", name: "alice", groups: ["b"] };
  const token = ({ name, groups, ...rest }: Record<string, unknown>) => signed(rest);
  expect(await run(token, { userinfo })).toMatchObject({ claims: { groups: ["b"] } });
});

test.each<[string, (claims: Record<string, unknown>) => string]>([
  ["a minute too old", (claims) => signed({ ...claims, exp: now() - 45 })],
  ["of a clock that is fast", (claims) => signed({ ...claims, iat: now() + 45, nbf: now() + 45 })],
])("a token that is %s is taken: clocks differ", async (_, token) => {
  expect(await run(token)).toMatchObject({ subject: "s" });
});

const unsigned = (claims: object) => `${encode({ alg: "none" })}.${encode(claims)}.`;
const byPublicKey = (claims: object) => {
  const input = `${encode({ alg: "HS256", kid: "k" })}.${encode(claims)}`;
  const key = own.publicKey.export({ format: "pem", type: "spki" });
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
};

test.each<[string, (claims: Record<string, unknown>) => string, Partial<Answers>?]>([
  ["of another issuer", (claims) => signed({ ...claims, iss: "https://mallory.example" })],
  ["for another client", (claims) => signed({ ...claims, aud: "another" })],
  [
    "for several, given to another",
    (claims) => signed({ ...claims, aud: ["plimsoll", "x"], azp: "x" }),
  ],
  ["of another sign-in", (claims) => signed({ ...claims, nonce: "another" })],
  ["without a nonce", ({ nonce, ...claims }) => signed(claims)],
  ["long over", (claims) => signed({ ...claims, exp: now() - 3600 })],
  ["of a time to come", (claims) => signed({ ...claims, nbf: now() + 3600 })],
  ["signed by another", (claims) => signed(claims, foreign.privateKey)],
  ["signed by nobody", unsigned],
  ["signed with what everybody knows", byPublicKey],
  ["of nobody", ({ sub, ...claims }) => signed(claims)],
  ["of a subject that is none", (claims) => signed({ ...claims, sub: "x".repeat(256) })],
  ["no token", () => "x"],
  [
    "of one, while the rest is of another",
    ({ name, ...claims }) => signed(claims),
    { userinfo: { sub: "another", name: "admin", groups: ["root"] } },
  ],
  [
    "from an issuer that says who answers, and did not",
    signed,
    { metadata: { authorization_response_iss_parameter_supported: true } },
  ],
  [
    "to be had where nothing may go",
    signed,
    { metadata: { token_endpoint: "http://169.254.169.254/" } },
  ],
])("a token that is %s signs nobody in", async (_, token, more) => {
  await expect(run(token, more)).rejects.toMatchObject({
    code: "issuer-failed",
    message: expect.stringMatching(/\w/),
  });
});

test("an issuer's page to sign in is a page", async () => {
  const metadata = { authorization_endpoint: "javascript:alert(1)" };
  await expect(run(signed, { metadata })).rejects.toMatchObject({ code: "issuer-failed" });
});

test.each([
  ["cut", (sealed: string) => sealed.slice(0, -4)],
  [
    "changed",
    (sealed: string) =>
      `${sealed.slice(0, 60)}${sealed[60] === "A" ? "B" : "A"}${sealed.slice(61)}`,
  ],
  [
    "another's",
    () => createSecretBox(Buffer.alloc(32, 8)).seal("{}", "single-sign-on").toString("base64url"),
  ],
  ["of another place", () => service.secrets.seal("{}", "registry:1").toString("base64url")],
  ["too long", () => "A".repeat(100_000)],
])("what a browser kept and is %s is nothing", async (_, alter) => {
  answers = { idToken: "", userinfo: {}, metadata: {} };
  const { sealed } = await beginFlow(service, row(), { redirectUri: "http://x", returnTo: "/" });
  expect(openFlow(service.secrets, sealed)).not.toBeNull();
  expect(openFlow(service.secrets, alter(sealed))).toBeNull();
});

test.each(["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://127.0.0.1"])(
  "%s may be an issuer only where the service serves this machine alone",
  async (issuer) => {
    await admitIssuer(openOutbound({ loopback: true }), issuer);
    await expect(admitIssuer(openOutbound({ loopback: false }), issuer)).rejects.toMatchObject({
      code: "bad-request",
    });
  },
);
