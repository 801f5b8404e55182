import { createHmac } from "node:crypto";
import { breakLastLayer, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { type FakeServer, type FakeSmtp, startFakeServer, startSmtp } from "@plimsoll/testkit";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { tell } from "./tell.ts";

const nobody = "00000000-0000-4000-8000-000000000000";
type Received = {
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
};

let service: TestService;
let registry: RunningRegistry;
let chat: FakeServer;
let mail: FakeSmtp;
let received: Received[] = [];
/** What the chat answers. */
let answer: { status: number; headers?: Record<string, string>; body?: unknown } = { status: 200 };
beforeAll(async () => {
  service = await startTestService();
  chat = await startFakeServer(({ url, headers, body }) => {
    received.push({
      ...{ path: url.pathname, query: url.searchParams, body },
      headers: headers as Record<string, string>,
    });
    return answer;
  });
  mail = await startSmtp();
  registry = await serveImages({
    "team/app": { v1: await alpineImage({ busybox: "1.36.1-r0" }) },
    "team/broken": { v1: breakLastLayer(await alpineImage({ broken: "1" })) },
  });
  await addRegistry(service.client, registry.address, { name: "registry" });
});
beforeEach(async () => {
  received = [];
  answer = { status: 200 };
  await sql`delete from channel`.execute(service.database.db);
});
afterAll(async () => {
  await service.close();
  await Promise.all([registry.close(), chat.close(), mail.close()]);
});

const create = (more: object = {}) =>
  service.client.createChannel({
    body: {
      ...{ name: "chat", kind: "webhook", events: ["registry.unhealthy"] },
      target: { kind: "url", url: `${chat.address}/hook/T0K3N` },
      ...more,
    } as Parameters<TestService["client"]["createChannel"]>[0]["body"],
  });
const run = (id: string) => service.client.testChannel({ params: { id } });
const history = async (id: string) =>
  (await service.client.listDeliveries({ params: { id } })).items;
const ail = () =>
  tell(service.database.db, {
    event: "registry.unhealthy",
    data: { workspaceId: null, registryId: nobody, registry: "hub", detail: "It is away." },
  });
const hurry = () =>
  sql`update delivery set next_at = now() where state = 'waiting'`.execute(service.database.db);

describe("a webhook", () => {
  test("is signed so that the library of Standard Webhooks believes it, and is a CloudEvent", async () => {
    const { signingSecret } = await create();
    await ail();
    const [one] = await until(() => {
      expect(received).toHaveLength(1);
      return received;
    });
    const event = new Webhook(signingSecret ?? "").verify(one?.body ?? "", one?.headers ?? {});
    expect(event).toMatchObject({
      ...{ specversion: "1.0", type: "plimsoll.registry.unhealthy", source: "plimsoll" },
      id: one?.headers["webhook-id"],
      data: { title: "The registry hub is unhealthy", lines: ["It is away."], severity: "high" },
    });
    expect(one?.headers["content-type"]).toBe("application/cloudevents+json");
    const forged = `${one?.body} `;
    expect(() => new Webhook(signingSecret ?? "").verify(forged, one?.headers ?? {})).toThrow();
  });

  test("keeps its secret when its target is changed, and never tells it again", async () => {
    const { id, signingSecret } = await create();
    const target = { kind: "url" as const, url: `${chat.address}/other` };
    const changed = await service.client.updateChannel({ params: { id }, body: { target } });
    expect(JSON.stringify(changed)).not.toContain("whsec_");
    expect(await run(id)).toEqual({ ok: true, detail: "HTTP 200" });
    const [one] = received;
    new Webhook(signingSecret ?? "").verify(one?.body ?? "", one?.headers ?? {});
    expect(one?.path).toBe("/other");
  });

  test("is tried again with the same id, until it is taken", async () => {
    const { id } = await create();
    answer = { status: 503, body: "no T0K3N today" };
    await ail();
    const [waiting] = await until(async () => {
      const items = await history(id);
      expect(items[0]?.detail).toMatch(/503/);
      return items;
    });
    expect(waiting).toMatchObject({ state: "waiting", attempts: 1 });
    answer = { status: 200 };
    await hurry();
    await until(async () =>
      expect(await history(id)).toMatchObject([{ state: "delivered", attempts: 2 }]),
    );
    const ids = new Set(received.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(1);
  });

  test("that is never taken is given up, with why", async () => {
    const { id } = await create();
    answer = { status: 404 };
    await ail();
    await until(async () => expect(await history(id)).toMatchObject([{ attempts: 1 }]));
    await sql`update delivery set attempts = 5`.execute(service.database.db);
    await hurry();
    await until(async () =>
      expect(await history(id)).toMatchObject([{ state: "failed", attempts: 6 }]),
    );
  });

  test("is led nowhere else", async () => {
    answer = { status: 302, headers: { location: `${chat.address}/elsewhere` } };
    const { id } = await create();
    expect((await run(id)).ok).toBe(false);
    expect(received.map(({ path }) => path)).toEqual(["/hook/T0K3N"]);
  });
});

describe("the chats", () => {
  const url = () => ({ kind: "url" as const, url: `${chat.address}/robot?key=T0K3N` });
  const body = () => JSON.parse(received[0]?.body ?? "{}");

  test("Slack has the text, in which nothing is a mention", async () => {
    const { id } = await create({ name: "<!channel> & co", kind: "slack", target: url() });
    expect((await run(id)).ok).toBe(true);
    expect(body().text).toContain("*A test of &lt;!channel&gt; &amp; co*");
  });

  test("Teams has an Adaptive Card", async () => {
    const { id } = await create({ name: "[x](y)", kind: "teams", target: url() });
    expect((await run(id)).ok).toBe(true);
    const [card] = body().attachments;
    expect(card).toMatchObject({
      contentType: "application/vnd.microsoft.card.adaptive",
      content: { type: "AdaptiveCard", version: "1.4" },
    });
    expect(card.content.body[0].text).toBe("A test of \\[x\\](y)");
  });

  test("DingTalk has a signature of the time", async () => {
    const { id } = await create({ kind: "dingtalk", target: { ...url(), secret: "SEC123" } });
    answer = { status: 200, body: { errcode: 0, errmsg: "ok" } };
    expect((await run(id)).ok).toBe(true);
    const { query } = received[0] ?? {};
    const time = query?.get("timestamp");
    const sign = createHmac("sha256", "SEC123").update(`${time}\nSEC123`).digest("base64");
    expect(query?.get("sign")).toBe(sign);
    expect(query?.get("key")).toBe("T0K3N");
    expect(body()).toMatchObject({ msgtype: "text" });
  });

  test("Feishu has one of nothing with the time as its key", async () => {
    const { id } = await create({ kind: "feishu", target: { ...url(), secret: "SEC123" } });
    answer = { status: 200, body: { code: 0 } };
    expect((await run(id)).ok).toBe(true);
    const { timestamp, sign, msg_type } = body();
    expect(sign).toBe(createHmac("sha256", `${timestamp}\nSEC123`).digest("base64"));
    expect(msg_type).toBe("text");
  });

  test("WeCom takes no more than 2,048 bytes", async () => {
    const { id } = await create({ name: "字".repeat(100), kind: "wecom", target: url() });
    answer = { status: 200, body: { errcode: 0 } };
    expect((await run(id)).ok).toBe(true);
    expect(Buffer.byteLength(body().text.content)).toBeLessThanOrEqual(2048);
  });

  test.each([
    ["dingtalk", { errcode: 310000, errmsg: "sign not match" }, "310000: sign not match"],
    ["feishu", { code: 19021, msg: "sign match fail" }, "19021: sign match fail"],
    ["wecom", { errcode: 93000, errmsg: "invalid webhook url" }, "93000: invalid webhook url"],
  ])("%s says with 200 that it did not take it", async (kind, body, words) => {
    const { id } = await create({ kind, target: url() });
    answer = { status: 200, body };
    expect(await run(id)).toEqual({ ok: false, detail: `HTTP 200 ${words}` });
  });
});

test("an e-mail comes to all, with what it is about", async () => {
  const { id, to } = await create({
    kind: "email",
    target: {
      ...{ kind: "email", to: ["a@example.com", "b@example.com"], from: "plimsoll@example.com" },
      server: `smtp://127.0.0.1:${mail.port}`,
    },
  });
  expect(to).toBe("a@example.com, b@example.com");
  expect((await run(id)).ok).toBe(true);
  expect(mail.mails).toMatchObject([
    { from: "plimsoll@example.com", to: ["a@example.com", "b@example.com"] },
  ]);
  expect(mail.mails[0]?.text).toContain("Subject: Plimsoll: A test of chat");
});

describe("what a channel hears", () => {
  test("is the end of a scan in its scope, with what was found, or why it failed", async () => {
    const { id } = await create({
      events: ["scan.complete", "scan.failed"],
      scope: { repository: "team/*" },
    });
    await create({ name: "elsewhere", events: ["scan.complete"], scope: { space: "other" } });
    await scan(service.client, (await newestOf(service.client, "team/app")).id);
    await scan(service.client, (await newestOf(service.client, "team/broken")).id, "failed");
    const titles = await until(async () => {
      const items = await history(id);
      expect(items.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
      return items.map(({ title }) => title);
    });
    expect(titles).toEqual([
      "The scan of registry/team/broken:v1 failed",
      "registry/team/app:v1 was scanned: 2 findings",
    ]);
    expect(received).toHaveLength(2);
    expect(JSON.parse(received[0]?.body ?? "").data.lines).toEqual([
      "1 critical, 1 medium, 2 fixable",
    ]);
  });

  test("comes together where it is wanted so", async () => {
    const { id } = await create({ digest: "hourly" });
    await ail();
    await ail();
    await until(async () =>
      expect(await history(id)).toMatchObject([
        { state: "waiting", attempts: 0 },
        { state: "waiting", attempts: 0 },
      ]),
    );
    expect(received).toEqual([]);
    await hurry();
    await until(async () =>
      expect((await history(id)).map(({ state }) => state)).toEqual(["delivered", "delivered"]),
    );
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? "").data.title).toBe("2 news");
  });

  test("is nothing while it is switched off", async () => {
    const { id } = await create({ enabled: false });
    await create({ name: "on" });
    await ail();
    await until(() => expect(received).toHaveLength(1));
    expect(await history(id)).toEqual([]);
  });

  test("has no secret in it, nor has what is shown of it", async () => {
    const { id } = await create({ kind: "slack" });
    answer = { status: 403, body: `${chat.address}/hook/T0K3N is no hook; /hook/T0K3N` };
    const outcome = await run(id);
    const shown = JSON.stringify([
      outcome,
      await history(id),
      await service.client.listChannels(),
      received.map(({ body }) => body),
    ]);
    expect(outcome.detail).toContain("403");
    expect(shown).not.toContain("T0K3N");
    const { rows } = await sql<{ sealed: string }>`
      select encode(target_sealed, 'escape') as sealed from channel`.execute(service.database.db);
    expect(rows[0]?.sealed).not.toContain("T0K3N");
  });
});

describe("its own words", () => {
  const url = () => ({ kind: "url" as const, url: `${chat.address}/robot` });
  const template = {
    title: '{{event}}: {{registry}} <b>"x"</b> [a](b)',
    text: '{{reason}} <at user_id="all">all</at>\n","injected":"1\n{{path}}',
  };
  const reason = "It is away.";
  const written = [
    'registry.unhealthy: hub <b>"x"</b> [a](b)',
    `${reason} <at user_id="all">all</at>`,
    '","injected":"1',
    "/registries",
  ];
  const escaped = (text: string) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const marked = (text: string) => text.replace(/[[\]<>_]/g, "\\$&");
  const [head = "", ...rest] = written;

  type Body = Record<string, never> & {
    data: { title: string; lines: string[] };
    text: string & { content: string };
    content: { text: string };
    attachments: [{ content: { body: { text: string }[] } }];
  };
  test.each([
    ["webhook", ({ data }: Body) => [data.title, ...data.lines], written],
    ["slack", ({ text }: Body) => text.split("\n"), [`*${escaped(head)}*`, ...rest.map(escaped)]],
    [
      "teams",
      ({ attachments }: Body) => attachments[0].content.body.map(({ text }) => text),
      written.map(marked),
    ],
    ["dingtalk", ({ text }: Body) => text.content.split("\n"), written],
    [
      "feishu",
      ({ content }: Body) => content.text.split("\n"),
      written.map((line) => line.replace("<at", "＜at").replace("</at", "＜/at")),
    ],
    ["wecom", ({ text }: Body) => text.content.split("\n"), written],
  ] as const)("arrive as text by %s", async (kind, read, expected) => {
    answer = { status: 200, body: { errcode: 0, code: 0 } };
    const { id } = await create({ kind, target: url(), template });
    await ail();
    await until(() => expect(received).toHaveLength(1));
    const body = JSON.parse(received[0]?.body ?? "") as Body;
    expect(read(body)).toEqual(expected);
    expect(body).not.toHaveProperty("injected");
    await until(async () => expect(await history(id)).toMatchObject([{ title: head }]));
  });

  test("are one line of an e-mail's head", async () => {
    const { id } = await create({
      ...{ kind: "email", template: { title: "a\r\nBcc: c@example.com", text: "{{image}}" } },
      target: {
        ...{ kind: "email", to: ["a@example.com"], from: "plimsoll@example.com" },
        server: `smtp://127.0.0.1:${mail.port}`,
      },
    });
    expect((await run(id)).ok).toBe(true);
    expect(mail.mails.at(-1)).toMatchObject({ to: ["a@example.com"] });
    expect(mail.mails.at(-1)?.text).toContain("Subject: Plimsoll: a Bcc: c@example.com");
    expect(mail.mails.at(-1)?.text).toContain("hub/team/app:v1");
  });

  test("are kept with the channel until they are taken away", async () => {
    const { id } = await create({ template });
    const change = (body: object) => service.client.updateChannel({ params: { id }, body });
    expect((await change({ name: "other" })).template).toEqual(template);
    expect((await change({ template: null })).template).toBeNull();
    await run(id);
    expect(JSON.parse(received[0]?.body ?? "").data.title).toBe("A test of other");
    const wrong = { template: { title: "{{token}}", text: "" } };
    expect((await refusal(change(wrong))).code).toBe("bad-request");
  });
});

describe("a channel is refused", () => {
  test.each([
    [{ template: { title: "{{secret}}", text: "" } }, "bad-request"],
    [{ template: { title: "t", text: "{{image.secret}}" } }, "bad-request"],
    [{ target: { kind: "url", url: "http://169.254.169.254/latest" } }, "bad-request"],
    [{ target: { kind: "url", url: "http://[fe80::1]/" } }, "bad-request"],
    [{ target: { kind: "url", url: "ftp://example.com/" } }, "bad-request"],
    [{ kind: "email" }, "bad-request"],
    [{ target: { kind: "url", url: "https://203.0.113.9/", secret: "short" } }, "bad-request"],
    [{ scope: { registryId: nobody } }, "not-found"],
  ])("with %j", async (more, code) => {
    expect((await refusal(create(more))).code).toBe(code);
  });

  test("with a name that another has", async () => {
    await create();
    expect((await refusal(create({ name: "CHAT" }))).code).toBe("conflict");
  });
});
