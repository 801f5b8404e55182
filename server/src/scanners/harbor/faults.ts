import type { ProblemCode } from "@plimsoll/api";
import { PlimsollError, type ScannerCode } from "../../error.ts";
import type { HarborArtifact } from "../../registries/harbor/answers.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { splitRepository } from "../../registries/harbor/paths.ts";
import { projectScanner } from "../../registries/harbor/scanners.ts";

type Target = { readonly repository: string; readonly digest: string };

/** Each way in which a scan through Harbor fails, and what to do about it. */
export const faults = {
  noScanner: (where: string, cause?: unknown) =>
    new PlimsollError(
      "scanner-not-ready",
      `Harbor has no scanner for ${where}, or it is switched off.`,
      {
        cause,
        hint: "Install one in Harbor, or switch it on, under Interrogation Services; or scan with another scanner.",
      },
    ),
  unhealthy: (name: string, cause?: unknown) =>
    new PlimsollError(
      "scanner-unreachable",
      `Harbor's scanner ${name} is unhealthy: Harbor does not reach it.`,
      {
        cause,
        hint: "See in Harbor under Interrogation Services. Harbor notices within 30 s that it is back.",
      },
    ),
  notScannable: (scanner: string, mediaType: string | null, cause?: unknown) =>
    new PlimsollError("not-scannable", `${scanner} does not scan ${mediaType ?? "this"}.`, {
      cause,
      hint: "It is no image, or one that this scanner cannot read.",
    }),
  index: (digest: string) =>
    new PlimsollError("not-scannable", `${digest} is an index.`, {
      hint: "Each of its platforms is scanned for itself.",
    }),
  vanished: ({ repository, digest }: Target, cause?: unknown) =>
    new PlimsollError("not-found", `${repository}@${digest} is not in Harbor any more.`, {
      cause,
      hint: "It was removed, or may not be seen. The next sync shows what is there.",
    }),
  failed: (reason: string) =>
    new PlimsollError("scanner-failed", `Harbor's scan failed: ${reason}`, {
      hint: "The log tells what the scanner said. Scan again once its cause is gone.",
    }),
  stopped: () =>
    new PlimsollError("scanner-failed", "The scan was stopped in Harbor.", {
      hint: "Somebody stopped it there, or its project's scan. Scan again.",
    }),
  stuck: (status: string, minutes: number) =>
    new PlimsollError("scanner-slow", `Harbor's scan has been ${status} for ${minutes} minutes.`, {
      hint: "Look at the queue IMAGE_SCAN in Harbor's job service dashboard and restart the job service if it stands; stop the scan in Harbor, then scan again.",
    }),
  lost: (cause: unknown) =>
    new PlimsollError("scanner-unreachable", "Harbor did not come back while it scanned.", {
      cause,
      hint: "Once Harbor answers again, scan again: if its scan went on meanwhile, it is followed.",
    }),
  replaced: () =>
    new PlimsollError("scanner-failed", "Harbor forgot the scan while it ran.", {
      hint: "Another scanner was chosen for the project, or the image was deleted elsewhere. Scan again.",
    }),
  noReport: () =>
    new PlimsollError(
      "scanner-answer",
      "Harbor says that the scan went well, but gives no report.",
      {
        hint: "Another scan may have begun meanwhile, which wipes it. Scan again.",
      },
    ),
  jobService: (components: readonly string[], cause: unknown) =>
    new PlimsollError(
      "scanner-not-ready",
      components.length === 0
        ? "Harbor could not begin the scan, and hides why."
        : `Harbor could not begin the scan: its ${components.join(", ")} ${components.length === 1 ? "is" : "are"} down.`,
      { cause, hint: "Check that all parts of Harbor run; the log of its core says more." },
    ),
  notAllowed: (cause: unknown) =>
    new PlimsollError("scanner-credentials", "These credentials may not scan in Harbor.", {
      cause,
      hint: "Give the robot the permission scan:create. The test of the connection lists what is missing.",
    }),
} as const;

/**
 * No link to vulnerabilities, or a refusal to scan, has three causes, which Harbor does not tell apart: there is no
 * scanner, it is unhealthy, or it does not scan such a thing.
 */
export async function whyNotScannable(
  client: HarborClient,
  { repository }: Target,
  artifact: Pick<HarborArtifact, "type" | "manifest_media_type" | "media_type">,
  signal: AbortSignal,
  cause?: unknown,
): Promise<PlimsollError> {
  const { project } = splitRepository(repository);
  if (artifact.type !== null && artifact.type !== "IMAGE")
    return faults.notScannable("No scanner of Harbor's", artifact.media_type, cause);
  const scanner = await projectScanner(client, project, signal);
  if (scanner === null || scanner.disabled) return faults.noScanner(project, cause);
  if (scanner.health === "unhealthy") return faults.unhealthy(scanner.name, cause);
  return faults.notScannable(scanner.name, artifact.manifest_media_type, cause);
}

/** Harbor tells nothing of a scan while its scanner is unhealthy, nor of one by another scanner than the project has now. */
export async function whyForgotten(
  client: HarborClient,
  { repository }: Target,
  signal: AbortSignal,
): Promise<PlimsollError> {
  const { project } = splitRepository(repository);
  try {
    const scanner = await projectScanner(client, project, signal);
    if (scanner === null) return faults.noScanner(project);
    if (scanner.health === "unhealthy") return faults.unhealthy(scanner.name);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
  }
  return faults.replaced();
}

/** A Harbor is a registry and a scanner: what goes wrong while it scans is told as a scanner's. */
const scannerCodes: Partial<Record<ProblemCode, ScannerCode>> = {
  "registry-unreachable": "scanner-unreachable",
  "registry-certificate": "scanner-certificate",
  "registry-credentials": "scanner-credentials",
  "registry-limited": "scanner-limited",
  "registry-not-oci": "scanner-answer",
};

export function asScanner(error: unknown): unknown {
  if (!(error instanceof PlimsollError)) return error;
  const code = scannerCodes[error.code as ProblemCode];
  if (code === undefined) return error;
  const { message, cause, hint, retryAfter } = error;
  return new PlimsollError(code, message, {
    cause,
    hint,
    ...(retryAfter === null ? {} : { retryAfter }),
  });
}
