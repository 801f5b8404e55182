import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { shortest } from "./leaks.ts";

/** Where the log of one service goes; all are searched for secrets once the whole run is over. */
export function logFile(): string {
  return join(inject("logFolder"), `${randomUUID()}.log`);
}

const noted = new Set<string>();

/** What must be found in no log and no row of an audit. */
export function noteSecret(secret: string): void {
  if (secret.length < shortest || noted.has(secret)) return;
  noted.add(secret);
  const file = join(inject("logFolder"), `${process.pid}.secrets`);
  appendFileSync(file, `${JSON.stringify(secret)}\n`);
}

/** Of what is sent to the service and of what it answers; a problem's `code` is none. */
const fields = {
  request: new Set([
    ...["password", "secret", "token", "code", "authorization", "apiKey", "clientSecret"],
    ...["currentPassword", "newPassword", "url"],
  ]),
  answer: new Set([
    ...["password", "secret", "token", "key", "authorization", "signingSecret"],
    ...["codes", "uri", "path"],
  ]),
};

/** Notes all secrets that suites give to the service and get of it, and what it shows to others who it is. */
function watch(): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!/^\/(api\/v1|scanner|admission)(\/|$)/.test(url.pathname)) return original(input, init);
    noteHeaders(Object.fromEntries(new Headers(init?.headers)));
    const answer = await original(input, init);
    // What was refused as a password, a name for example, is none.
    if (typeof init?.body === "string" && answer.status !== 400)
      noteJson(init.body, fields.request);
    for (const cookie of answer.headers.getSetCookie()) noteCookie(cookie);
    if (answer.ok && (init?.method ?? "GET") !== "GET" && isJson(answer))
      noteJson(await answer.clone().text(), fields.answer);
    return answer;
  };
  // The service itself is in this process: https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
  subscribe("undici:request:create", (message) => {
    const { headers } = (message as { request: { headers: readonly string[] } }).request;
    if (Array.isArray(headers))
      for (let at = 0; at + 1 < headers.length; at += 2)
        noteHeaders({ [`${headers[at]}`.toLowerCase()]: `${headers[at + 1]}` });
  });
}
watch();

function isJson(answer: Response): boolean {
  return /\bjson\b/.test(answer.headers.get("content-type") ?? "");
}

function noteHeaders(headers: Readonly<Record<string, string>>): void {
  const { authorization = "", cookie = "" } = headers;
  noteSecret(authorization.replace(/^\w+ +/, ""));
  noteSecret(headers["x-scanneradapter-api-key"] ?? "");
  noteCookie(cookie);
}

function noteCookie(cookie: string): void {
  noteSecret(/\bplimsoll_session=([^;]+)/.exec(cookie)?.[1] ?? "");
}

function noteJson(text: string, names: ReadonlySet<string>): void {
  try {
    noteIn(JSON.parse(text), null, names);
  } catch {
    // Malformed on purpose.
  }
}

function noteIn(value: unknown, name: string | null, names: ReadonlySet<string>): void {
  if (typeof value === "string") {
    if (name !== null && names.has(name)) noteSecret(parts[name]?.(value) ?? value);
  } else if (typeof value === "object" && value !== null)
    for (const [key, field] of Object.entries(value))
      noteIn(field, Array.isArray(value) ? name : key, names);
}

/** Where in a field the secret is, unless all of it is one. */
const parts: Readonly<Record<string, (value: string) => string>> = {
  // Of an invitation.
  path: (value) => value.split("#")[1] ?? "",
  // Of a channel.
  url: (value) => `${URL.parse(value)?.pathname ?? ""}${URL.parse(value)?.search ?? ""}`,
  // Of an authenticator.
  uri: (value) => URL.parse(value)?.searchParams.get("secret") ?? "",
  authorization: (value) => value.replace(/^\w+ +/, ""),
};
