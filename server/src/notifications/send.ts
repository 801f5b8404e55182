import { Agent, fetch } from "undici";
import { PlimsollError } from "../error.ts";
import { isInner } from "../outbound/nets.ts";
import { hostOf, type Outbound } from "../outbound/outbound.ts";
import { dingtalk } from "./kinds/dingtalk.ts";
import { sendEmail } from "./kinds/email.ts";
import { feishu } from "./kinds/feishu.ts";
import type { Post, Target, UrlKind } from "./kinds/kind.ts";
import { slack } from "./kinds/slack.ts";
import { teams } from "./kinds/teams.ts";
import { webhook } from "./kinds/webhook.ts";
import { wecom } from "./kinds/wecom.ts";
import type { Sent } from "./message.ts";
import type { ChannelRow } from "./view.ts";

const kinds: Readonly<Record<Exclude<ChannelRow["kind"], "email">, UrlKind>> = {
  webhook,
  slack,
  teams,
  dingtalk,
  feishu,
  wecom,
};

/** What came of it: what the other side answered, or why it did not take it. */
export type Outcome = { readonly ok: boolean; readonly detail: string | null };

/** Milliseconds for all of it, and bytes of an answer that are read. */
const patience = 10_000;
const mostAnswer = 64 * 1024;
/** Characters of it that are kept. */
const mostDetail = 300;

/** Sends once. Nothing of where to is told: addresses of chats are secrets themselves. */
export async function send(
  kind: ChannelRow["kind"],
  target: Target,
  message: Sent,
  outbound: Outbound,
): Promise<Outcome> {
  try {
    if (target.kind === "email")
      return { ok: true, detail: short(await sendEmail(message, target, outbound), target) };
    if (kind === "email") return { ok: false, detail: "It has no addresses." };
    const { post, refusal } = kinds[kind];
    const { status, text, inner } = await postOnce(post(message, target), outbound);
    const refused = status >= 200 && status < 300 ? (refusal?.(parse(text)) ?? null) : text;
    return refused === null
      ? { ok: true, detail: `HTTP ${status}` }
      : { ok: false, detail: short(`HTTP ${status} ${inner ? "" : refused}`, target) };
  } catch (error) {
    return { ok: false, detail: short(wordsOf(error), target) };
  }
}

/**
 * No redirect is followed: where it leads was not checked, and nobody named it. What a host of the inner net says is not
 * told: whoever names it would read there through the service.
 */
async function postOnce(
  { url, headers, body }: Post,
  outbound: Outbound,
): Promise<{ status: number; text: string; inner: boolean }> {
  const inner = (await outbound.resolve(hostOf(url))).some(({ address }) => isInner(address));
  const dispatcher = new Agent({
    connect: { lookup: outbound.lookup, timeout: patience },
    maxResponseSize: mostAnswer,
  });
  try {
    const response = await fetch(url, {
      ...{ method: "POST", body, redirect: "manual", dispatcher },
      headers: { "content-type": "application/json", "user-agent": "plimsoll", ...headers },
      signal: AbortSignal.timeout(patience),
    });
    return { status: response.status, text: await response.text().catch(() => ""), inner };
  } finally {
    await dispatcher.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof PlimsollError)
    return error.hint === null ? error.message : `${error.message} ${error.hint}`;
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "It did not answer in time.";
  if (!isOfSmtp(error)) return "It does not speak SMTP.";
  const { cause } = error;
  if (cause instanceof PlimsollError) return wordsOf(cause);
  return cause instanceof Error ? cause.message || cause.name : error.message;
}

/** Not what some other program greets with, which whoever names it would read: replies begin with a number. */
function isOfSmtp(error: Error): boolean {
  const { code, response } = error as { code?: unknown; response?: unknown };
  return code !== "EPROTOCOL" || typeof response !== "string" || /^\d{3}\b/.test(response);
}

/** Without what is secret in the target, should the other side repeat it. */
function short(text: string, target: Target): string {
  const secrets =
    target.kind === "url"
      ? [target.url, new URL(target.url).pathname + new URL(target.url).search, target.secret]
      : [target.server, decodeURIComponent(URL.parse(target.server)?.password ?? "")];
  const plain = secrets
    .filter((secret) => secret !== undefined && secret.length > 3)
    .reduce<string>((words, secret) => words.replaceAll(secret ?? "", "…"), text);
  return plain.replace(/\s+/g, " ").trim().slice(0, mostDetail);
}
