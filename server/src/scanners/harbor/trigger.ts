import { PlimsollError } from "../../error.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { refusalOf } from "../../registries/harbor/errors.ts";
import { artifactPath } from "../../registries/harbor/paths.ts";
import type { FindingsRun } from "../findings-port.ts";
import { faults, whyNotScannable } from "./faults.ts";

type Target = { readonly repository: string; readonly digest: string };

/** Asks Harbor to scan; `running` where it does already. */
export async function triggerScan(
  client: HarborClient,
  target: Target,
  signal: AbortSignal,
): Promise<"started" | "running"> {
  try {
    await client.send({
      method: "POST",
      path: `${artifactPath(target.repository, target.digest)}/scan`,
      json: { scan_type: "vulnerability" },
      what: "the request to scan",
      // Sent twice it is refused with 409, and followed.
      repeatable: true,
      signal,
    });
    return "started";
  } catch (error) {
    const refused = refusalOf(error);
    if (refused?.status === 409) return "running";
    throw refused === null ? error : await explain(client, target, error, refused.status, signal);
  }
}

async function explain(
  client: HarborClient,
  target: Target,
  error: unknown,
  status: number,
  signal: AbortSignal,
): Promise<unknown> {
  const { project = "" } = /^(?<project>[^/]+)/.exec(target.repository)?.groups ?? {};
  switch (status) {
    case 400: {
      const image = { type: null, media_type: null, manifest_media_type: null };
      return whyNotScannable(client, target, image, signal, error);
    }
    case 403:
      return faults.notAllowed(error);
    case 404:
      return faults.vanished(target, error);
    case 412:
      return faults.noScanner(project, error);
    case 500:
      return faults.jobService(await downParts(client, signal), error);
    default:
      return error;
  }
}

async function downParts(client: HarborClient, signal: AbortSignal): Promise<string[]> {
  try {
    const { components } = await client.health(signal);
    return components.filter(({ status }) => status !== "healthy").map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return [];
  }
}

/** Milliseconds: whoever stops a scan does not wait for a Harbor that is away. */
const stopPatience = 5_000;

/** Stops what was begun, as well as Harbor can: it may be over meanwhile, and versions before 2.5 cannot stop. */
export async function stopScan(
  client: HarborClient,
  { repository, digest }: Target,
  log: FindingsRun["log"],
): Promise<void> {
  try {
    await client.send({
      method: "POST",
      path: `${artifactPath(repository, digest)}/scan/stop`,
      json: { scan_type: "vulnerability" },
      what: "the request to stop",
      signal: AbortSignal.timeout(stopPatience),
    });
  } catch {
    log("warn", "Harbor could not be told to stop; its scan may go on");
  }
}
