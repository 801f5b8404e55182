import { createHash, randomUUID } from "node:crypto";
import { type Client, createClient, type PersonRow } from "@plimsoll/api";
import { expect } from "vitest";
import { password, type TestService, trySignIn } from "./harness.ts";

type Invite = Parameters<Client["invitePerson"]>[0]["body"];

export type Joined = {
  readonly person: PersonRow;
  readonly username: string;
  readonly client: Client;
  readonly cookie: string;
};

/** Somebody who was invited, chose the password of the tests, and is signed in with it. */
export async function join(
  service: Pick<TestService, "url" | "client">,
  body: Partial<Invite> = {},
): Promise<Joined> {
  const username = body.username ?? `p-${randomUUID().slice(0, 13)}`;
  const { path, person } = await service.client.invitePerson({ body: { ...body, username } });
  await service.client.acceptInvitation({ body: { token: tokenOf(path), password } });
  return { person, username, ...(await enter(service, { username, password })) };
}

export function tokenOf(path: string): string {
  return path.split("#")[1] ?? "";
}

type Credentials = { username: string; password: string; code?: string };

/** Each from an address of their own: from one, only so many are let in a minute. */
function trySignInAtHome({ url }: Pick<TestService, "url">, body: Credentials): Promise<Response> {
  const [a, b, c] = createHash("sha256").update(body.username).digest();
  return trySignIn(url, body, { "x-forwarded-for": `10.${a}.${b}.${c}` });
}

/** A new session. */
export async function enter(
  service: Pick<TestService, "url">,
  body: Credentials,
): Promise<{ client: Client; cookie: string }> {
  const answer = await trySignInAtHome(service, body);
  expect(answer.status).toBe(200);
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { cookie, client: createClient({ origin: service.url, headers: { cookie } }) };
}

/** The code of the problem, or null. */
export async function refusedWith(
  service: Pick<TestService, "url">,
  body: Credentials,
): Promise<string | null> {
  const answer = await trySignInAtHome(service, body);
  if (answer.status === 200) return null;
  return ((await answer.json()) as { code: string }).code;
}
