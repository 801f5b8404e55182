import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { readReport } from "../../scanners/adapter/report.ts";
import { overviewOf } from "../../scanners/harbor/overview.ts";
import { pickReport } from "../../scanners/harbor/report.ts";
import {
  artifact,
  createdRobot,
  currentUser,
  health,
  project,
  registration,
  repository,
  scannerMetadata,
  systemInfo,
  token,
  webhookEvents,
  webhookPolicy,
} from "./answers.ts";
import { refusal, refusalOf } from "./errors.ts";
import { listedArtifact } from "./listing.ts";
import { readHarborEvent } from "./webhook-event.ts";

/** What a real Harbor answered; not part of the repository. */
const folder = join(import.meta.dirname, "../../../../../shared/recordings/harbor");

type Exchange = {
  readonly request?: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly json?: unknown;
    readonly text?: string;
  };
};

function exchanges(): { file: string; exchange: Required<Exchange> }[] {
  return readdirSync(folder)
    .filter((file) => file !== "index.json" && !file.startsWith("adapter-"))
    .flatMap((file) => {
      const read = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        exchanges?: Exchange[];
      };
      return (read.exchanges ?? []).flatMap((exchange) =>
        exchange.request && exchange.response
          ? [{ file, exchange: exchange as Required<Exchange> }]
          : [],
      );
    });
}

/** What each path answers; a list where it says so. */
const answers: readonly (readonly [method: string, path: RegExp, schema: z.ZodType])[] = [
  ["GET", /^\/projects$/, project.array()],
  ["GET", /^\/projects\/[^/]+$/, project],
  ["GET", /^(\/projects\/[^/]+)?\/repositories$/, repository.array()],
  ["GET", /^\/projects\/[^/]+\/(repositories\/[^/]+\/)?artifacts$/, artifact.array()],
  ["GET", /^\/projects\/[^/]+\/repositories\/[^/]+\/artifacts\/[^/]+$/, artifact],
  ["GET", /^\/scanners$/, registration.array()],
  ["GET", /^\/projects\/[^/]+\/scanner\/candidates$/, registration.array()],
  ["GET", /^\/projects\/[^/]+\/scanner$/, registration],
  ["GET", /^\/scanners\/[^/]+\/metadata$/, scannerMetadata],
  ["GET", /^\/systeminfo$/, systemInfo],
  ["GET", /^\/health$/, health],
  ["GET", /^\/users\/current$/, currentUser],
  ["POST", /^\/robots$/, createdRobot],
  ["GET", /^\/projects\/[^/]+\/webhook\/policies$/, webhookPolicy.array()],
  ["GET", /^\/projects\/[^/]+\/webhook\/events$/, webhookEvents],
];

describe.runIf(existsSync(folder))("what a real Harbor answered", () => {
  it("is understood, call by call", () => {
    const seen = new Map<string, number>();
    const faults: string[] = [];
    for (const { file, exchange } of exchanges()) {
      const { request, response } = exchange;
      const path = request.path.split("?")[0]?.replace("/api/v2.0", "") ?? "";
      const known = answers.find(([method, form]) => method === request.method && form.test(path));
      if (known === undefined || response.status >= 300 || response.json === undefined) continue;
      const read = known[2].safeParse(response.json);
      if (!read.success) faults.push(`${file} ${path}: ${read.error.message}`);
      seen.set(String(known[1]), (seen.get(String(known[1])) ?? 0) + 1);
    }
    expect(faults).toEqual([]);
    expect(seen.size).toBe(answers.length);
  });

  it("tells a state wherever it tells of a scan, and a platform for each child", () => {
    const states = new Map<string, number>();
    for (const { exchange } of exchanges()) {
      const given = exchange.response.json;
      for (const value of Array.isArray(given) ? given : [given]) {
        const read = artifact.safeParse(value);
        if (!read.success || read.data.manifest_media_type === null) continue;
        const listed = listedArtifact(read.data, "p/x");
        expect(listed.children.every(({ platform }) => platform?.os === "linux")).toBe(true);
        if (!read.data.scan_overview) continue;
        const state = overviewOf(read.data)?.scan_status ?? "none";
        states.set(state, (states.get(state) ?? 0) + 1);
      }
    }
    expect([...states.keys()].sort()).toEqual([
      "Error",
      "Pending",
      "Running",
      "Stopped",
      "Success",
    ]);
  });

  it("gives reports of which nothing is lost", () => {
    let reports = 0;
    for (const { exchange } of exchanges()) {
      const { request, response } = exchange;
      if (!/additions\/vulnerabilities$/.test(request.path) || response.status !== 200) continue;
      const found = pickReport(Buffer.from(JSON.stringify(response.json)));
      if (found === null) continue;
      const items = found.report.vulnerabilities as unknown[] | null;
      const { findings, skipped } = readReport(found.report, "Scanner", []);
      expect([findings.length, skipped]).toEqual([items?.length ?? 0, []]);
      expect(findings.some(({ cwes }) => cwes.includes(""))).toBe(false);
      reports += 1;
    }
    expect(reports).toBeGreaterThan(10);
  });

  it("refuses in a form whose code and words are found", () => {
    let refusals = 0;
    for (const { exchange } of exchanges()) {
      const { request, response } = exchange;
      if (response.status < 400 || response.json === undefined || /^\/v2/.test(request.path))
        continue;
      const body = Buffer.from(JSON.stringify(response.json));
      const answer = { status: response.status, headers: {}, body };
      const error = refusal(answer, { what: "it" }, new URL("http://h"), true);
      expect(refusalOf(error)?.code).not.toBe("");
      expect(refusalOf(error)?.message).not.toBe("");
      refusals += 1;
    }
    expect(refusals).toBeGreaterThan(150);
  });

  it("gives tokens", () => {
    const given = exchanges().filter(
      ({ exchange }) =>
        exchange.request.path.startsWith("/service/token") && exchange.response.status === 200,
    );
    expect(given.length).toBeGreaterThan(5);
    for (const { exchange } of given)
      expect(token.parse(exchange.response.json).token).toBeTruthy();
  });

  it("sends events that are understood in both forms, and for Slack something else", () => {
    const heard = new Map<string, number>();
    for (const { file, exchange } of exchanges()) {
      const { request } = exchange;
      if (!/webhook|trivy-webhooks/.test(file) || request.method !== "POST") continue;
      if (request.path.startsWith("/api/")) continue;
      const body = request.text ?? JSON.stringify(request.json ?? null);
      const read = () => readHarborEvent({ authorization: "s", body }, "s");
      if (request.path.startsWith("/slack")) {
        expect(read).toThrow();
        continue;
      }
      for (const { event, repository, digest } of read()) {
        expect(repository).toContain("/");
        expect(digest).toMatch(/^sha256:/);
        const form = request.path.startsWith("/cloud") ? "cloud" : "default";
        heard.set(`${form} ${event}`, (heard.get(`${form} ${event}`) ?? 0) + 1);
      }
    }
    const events = ["deleted", "pushed", "scan-completed", "scan-failed", "scan-stopped"];
    expect([...heard.keys()].sort()).toEqual(
      ["cloud", "default"].flatMap((form) => events.map((event) => `${form} ${event}`)),
    );
  });
});
