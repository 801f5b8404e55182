import { PlimsollError } from "../../error.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { refusalOf } from "../../registries/harbor/errors.ts";
import { artifactPath } from "../../registries/harbor/paths.ts";
import type { Redact } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";

type Target = { readonly repository: string; readonly digest: string };

const logBytes = 4 * 2 ** 20;
/** Lines kept of Harbor's log, its last: a scanner may put all its own into it. */
const linesKept = 200;

/** Passes on what Harbor's log of a scan says. There is none to be had where the scan ran in another project. */
export async function readLog(
  client: HarborClient,
  target: Target,
  reportId: string | null,
  { log, signal }: FindingsRun,
  redact: Redact,
): Promise<void> {
  const lines = await linesOf(client, target, reportId, signal);
  if (lines === null) return log("info", "Harbor has no log of this scan here");
  const left = lines.length - linesKept;
  if (left > 0) log("info", `${left} lines of Harbor's log are left out`);
  for (const line of lines.slice(-linesKept)) log("debug", `Harbor: ${redact(line)}`);
}

/** Why a scan failed, from the end of its log. */
export async function failureLine(
  client: HarborClient,
  target: Target,
  reportId: string | null,
  signal: AbortSignal,
  redact: Redact,
): Promise<string> {
  const lines = (await linesOf(client, target, reportId, signal)) ?? [];
  const last = lines.findLast((line) => /\[(ERROR|FATAL)\]/.test(line)) ?? lines.at(-1);
  if (last === undefined) return "Harbor does not say why.";
  // Time, level and place in Harbor's source are nothing for the reader.
  return redact(last.replace(/^\S+ \[\w+\] \[[^\]]*\]: /, ""));
}

async function linesOf(
  client: HarborClient,
  { repository, digest }: Target,
  reportId: string | null,
  signal: AbortSignal,
): Promise<string[] | null> {
  if (reportId === null) return null;
  try {
    const { body } = await client.send({
      path: `${artifactPath(repository, digest)}/scan/${encodeURIComponent(reportId)}/log`,
      headers: { accept: "text/plain, application/json;q=0.5" },
      what: "the log of the scan",
      bytes: logBytes,
      signal,
    });
    return body
      .toString("utf8")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "");
  } catch (error) {
    // A log is worth no failure, whatever keeps it from being read.
    if (refusalOf(error) === null && !(error instanceof PlimsollError)) throw error;
    return null;
  }
}
