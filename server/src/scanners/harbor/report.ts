import { setTimeout as delay } from "node:timers/promises";
import type { LayerRef } from "@plimsoll/api";
import { PlimsollError } from "../../error.ts";
import { acceptReports, type HarborClient, reportTypes } from "../../registries/harbor/client.ts";
import { answerBytes } from "../../registries/harbor/http.ts";
import { artifactPath } from "../../registries/harbor/paths.ts";
import { readReport } from "../adapter/report.ts";
import type { FindingsOutcome, FindingsRun } from "../findings-port.ts";
import { faults } from "./faults.ts";
import type { EndedScan } from "./follow.ts";

type Target = { readonly repository: string; readonly digest: string };
type Json = Readonly<Record<string, unknown>>;

/** The report comes with the state, or a moment after it. */
const attempts = 5;
const pauseMs = 500;

/** Reads the report of a scan that ended well. Harbor tells no packages without findings, and of no finding its layer. */
export async function readHarborReport(
  client: HarborClient,
  { repository, digest }: Target,
  { overview }: EndedScan,
  { signal, onProgress }: FindingsRun,
  options: { readonly layers: readonly LayerRef[]; readonly bytes?: number | undefined },
): Promise<Omit<FindingsOutcome, "databaseDate" | "layers">> {
  onProgress({ phase: "saving", done: 0, total: 1 });
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { body } = await client.send({
      path: `${artifactPath(repository, digest)}/additions/vulnerabilities`,
      headers: acceptReports,
      what: "the report",
      bytes: options.bytes ?? answerBytes.report,
      signal,
    });
    const found = pickReport(body);
    if (found !== null) {
      const { report, mediaType } = found;
      const scanner = identityOf(report, overview.scanner);
      const { findings, skipped } = readReport(report, scanner.name, options.layers);
      const raw = { mediaType, size: body.length };
      const remoteId = overview.report_id;
      return { os: null, scanner, findings, packages: null, skipped, remoteId, raw };
    }
    await delay(pauseMs, undefined, { signal });
  }
  throw faults.noReport();
}

/** Of an answer, `{"<media type>": report}`, the report; null for `{}`, which is not scanned. */
export function pickReport(body: Buffer): { mediaType: string; report: Json } | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw unreadable();
  }
  if (!isObject(value)) throw unreadable();
  for (const mediaType of [...reportTypes, ...Object.keys(value)]) {
    const report = value[mediaType];
    if (report === undefined || report === null) continue;
    if (!isObject(report)) throw unreadable();
    return { mediaType, report };
  }
  return null;
}

function identityOf(
  report: Json,
  told: { name: string | null; vendor: string | null; version: string | null } | null,
): FindingsOutcome["scanner"] {
  const own = isObject(report.scanner) ? report.scanner : {};
  const text = (key: "name" | "vendor" | "version") => {
    const value = own[key];
    return typeof value === "string" && value !== "" ? value : (told?.[key] ?? "");
  };
  return {
    name: text("name") || "Harbor's scanner",
    vendor: text("vendor"),
    version: text("version"),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(): PlimsollError {
  return new PlimsollError(
    "scanner-answer",
    "Harbor's report cannot be read: it is no JSON object.",
    {
      hint: "A proxy before Harbor may have answered in its place.",
    },
  );
}
