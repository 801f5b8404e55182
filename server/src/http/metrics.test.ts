import { readFileSync } from "node:fs";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { parseProxies } from "../inbound/trusted-proxies.ts";
import { readings } from "../metrics/readings.ts";
import { createApp } from "./app.ts";

const silent = pino({ level: "silent" });

let service: TestService;
let registry: RunningRegistry;
beforeAll(async () => {
  service = await startTestService();
  registry = await serveImages({
    "team/app": { v1: await alpineImage({ busybox: "1.0-r0" }) },
    "team/new": { v1: await alpineImage({ musl: "1" }) },
  });
  const { client } = service;
  await addRegistry(client, registry.address, { name: "Ours" });
  const document = JSON.stringify({
    rules: [{ name: "r", result: "fail", finding: { severity: "critical" } }],
  });
  await client.createPolicy({ body: { name: "p", document, scope: {}, enabled: true } });
  await client.createException({
    body: {
      vulnerability: "CVE-1",
      package: null,
      scope: {},
      reason: "r",
      justification: null,
      expires: null,
    },
  });
  await scan(client, (await newestOf(client, "team/app")).id);
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

async function read(): Promise<string> {
  const answer = await fetch(`${service.url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("version=0.0.4");
  return answer.text();
}

test("how everything stands is told with names and labels that stay", async () => {
  await until(async () => {
    const text = await read();
    for (const line of [
      'plimsoll_build_info{version="0.1.0"} 1',
      'plimsoll_findings{registry="Ours",space="team",severity="critical"} 1',
      'plimsoll_findings{registry="Ours",space="team",severity="medium"} 1',
      'plimsoll_verdicts{result="fail"} 1',
      'plimsoll_verdicts{result="unknown"} 1',
      "plimsoll_verdicts_due 0",
      'plimsoll_images{reported="no"} 1',
      'plimsoll_images{reported="yes"} 1',
      'plimsoll_exceptions{state="active"} 1',
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).toMatch(/plimsoll_scans_last_day\{[^}]*state="complete"[^}]*\} 1/);
    expect(text).toMatch(/plimsoll_scan_duration_seconds\{[^}]*quantile="0.99"[^}]*\} \d/);
    expect(text).toMatch(/plimsoll_database_age_seconds\{database="Advisories for tests"\} \d{6,}/);
  });
});

test("requests are counted by their route's pattern, never by what somebody typed", async () => {
  await fetch(`${service.url}/api/v1/artifacts/0b0e7c0e-4b1f-4d6e-8a41-0d6d3f1f2a11/verdict`);
  const text = await read();
  expect(text).toMatch(
    /plimsoll_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/artifacts\/:id\/verdict",status="401"\} 1/,
  );
  expect(text).not.toContain("0b0e7c0e");
});

describe("who may read them", () => {
  type Given = {
    readonly from: string;
    readonly token?: string;
    readonly via?: string;
    readonly trusted?: string;
  };
  const get = async (metricsToken: string | null, given: Given) => {
    const { trusted = "loopback" } = given;
    const app = await createApp(
      {
        db: service.database.db,
        version: "1",
        publicUrl: null,
        log: silent,
        refusals: { write: async () => undefined },
        events: { subscribe: () => () => undefined },
      } as never,
      {
        ...{ host: "0.0.0.0", isReady: () => true, metricsToken },
        ...{ trustedProxies: parseProxies(trusted), tls: null, rateLimit: 60 },
      },
    );
    const { statusCode } = await app.inject({
      url: "/metrics",
      remoteAddress: given.from,
      headers: {
        ...(given.token === undefined ? {} : { authorization: `Bearer ${given.token}` }),
        ...(given.via === undefined ? {} : { "x-forwarded-for": given.via }),
      },
    });
    await app.close();
    return statusCode;
  };
  const token = "a token of some length";
  test.each([
    ["this machine, where no token is set", null, { from: "127.0.0.1" }, 200],
    ["this machine by IPv6", null, { from: "::1" }, 200],
    ["another machine through a proxy here", null, { from: "127.0.0.1", via: "192.0.2.1" }, 403],
    [
      "another machine through a proxy here that is not believed",
      null,
      { from: "127.0.0.1", via: "127.0.0.1", trusted: "none" },
      403,
    ],
    ["another machine, where no token is set", null, { from: "192.0.2.1" }, 403],
    [
      "another machine with the token",
      token.replaceAll(" ", "-"),
      { from: "192.0.2.1", token: token.replaceAll(" ", "-") },
      200,
    ],
    ["another machine with a wrong one", token, { from: "192.0.2.1", token: "wrong" }, 401],
    ["this machine without the token", token, { from: "127.0.0.1" }, 401],
  ] as const)("%s", async (_, set, given, status) => {
    expect(await get(set, given)).toBe(status);
  });
});

test("the dashboard asks for nothing that is not told", async () => {
  const dashboard = JSON.parse(
    readFileSync(new URL("../../../deploy/grafana/plimsoll.json", import.meta.url), "utf8"),
  ) as { panels: { title: string; targets: { expr: string }[] }[] };
  const known = new Map<string, readonly string[]>([
    ["plimsoll_build_info", ["version"]],
    ...["count", "bucket", "sum"].map((part): [string, string[]] => [
      `plimsoll_http_request_duration_seconds_${part}`,
      ["method", "route", "status", "le"],
    ]),
    ...readings.map(({ name, labels }): [string, readonly string[]] => [name, labels]),
  ]);
  for (const { title, targets } of dashboard.panels)
    for (const { expr } of targets) {
      const names = expr.match(/plimsoll_\w+/g) ?? [];
      expect(names.length, title).toBeGreaterThan(0);
      const labels = new Set([
        "job",
        ...names.flatMap((name) => known.get(name) ?? [`no ${name}`]),
      ]);
      const asked = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
        list.split(", "),
      );
      const matched = [...expr.matchAll(/(\w+)=~?"/g)].map(([, name = ""]) => name);
      for (const label of [...asked, ...matched])
        expect([...labels], `${title}: ${expr}`).toContain(label);
    }
  expect(dashboard.panels.flatMap(({ targets }) => targets).length).toBeGreaterThan(10);
});
