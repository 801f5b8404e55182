import { PlimsollError } from "../../error.ts";
import { type HarborRegistration, registration, scannerMetadata } from "./answers.ts";
import type { HarborClient } from "./client.ts";
import { refusalOf } from "./errors.ts";
import { api, projectPath } from "./paths.ts";

/** A scanner that is registered in a Harbor. */
export type HarborScanner = {
  readonly uuid: string;
  /** As it was registered. */
  readonly name: string;
  readonly url: string | null;
  /** What it calls itself. */
  readonly adapter: string;
  readonly vendor: string;
  readonly version: string;
  readonly health: "healthy" | "unhealthy" | "unknown";
  /** When its advisories were last brought up to date, RFC 3339. */
  readonly databaseDate: string | null;
  /** Media types of the manifests that it scans. */
  readonly consumes: readonly string[];
  readonly isDefault: boolean;
  readonly disabled: boolean;
};

/** Harbor's own scanner has the name for itself: nobody else can register by it. */
export function isTrivy({ name }: { readonly name: string }): boolean {
  return /^trivy/i.test(name);
}

/** All of them. Throws `registry-credentials` for who is neither administrator nor a robot with this system permission. */
export async function listScanners(
  client: HarborClient,
  signal?: AbortSignal,
): Promise<HarborScanner[]> {
  const scanners: HarborScanner[] = [];
  const request = { path: `${api}/scanners`, what: "the list of scanners", signal };
  for await (const found of client.list(registration, request))
    scanners.push(await withMetadata(client, found, signal));
  return scanners;
}

/** The scanner that scans a project's images; null where there is none at all. */
export async function projectScanner(
  client: HarborClient,
  project: string,
  signal?: AbortSignal,
): Promise<HarborScanner | null> {
  const found = await projectRegistration(client, project, signal);
  return found === null ? null : withMetadata(client, found, signal);
}

/** Which it is, in one request. */
export async function projectRegistration(
  client: HarborClient,
  project: string,
  signal?: AbortSignal,
): Promise<HarborRegistration | null> {
  return client.read(registration.nullable(), {
    path: `${projectPath(project)}/scanner`,
    what: `the scanner of ${project}`,
    signal,
  });
}

/** What may be chosen for a project. */
export async function scannerCandidates(
  client: HarborClient,
  project: string,
  signal?: AbortSignal,
): Promise<readonly Pick<HarborScanner, "uuid" | "name" | "isDefault" | "disabled">[]> {
  const candidates = [];
  const request = {
    path: `${projectPath(project)}/scanner/candidates`,
    what: `the scanners for ${project}`,
    signal,
  };
  for await (const found of client.list(registration, request))
    candidates.push({
      uuid: found.uuid,
      name: found.name,
      isDefault: found.is_default,
      disabled: found.disabled,
    });
  return candidates;
}

/** Throws `not-found` for a scanner that is none: Harbor says yes, and takes the default one. */
export async function setProjectScanner(
  client: HarborClient,
  project: string,
  uuid: string,
  signal?: AbortSignal,
): Promise<void> {
  await client.send({
    method: "PUT",
    path: `${projectPath(project)}/scanner`,
    json: { uuid },
    what: `the choice of a scanner for ${project}`,
    signal,
  });
  const now = await projectScanner(client, project, signal);
  if (now?.uuid !== uuid)
    throw new PlimsollError("not-found", `Harbor has no such scanner for ${project}.`, {
      hint: "It may have been removed. Harbor's default scanner scans the project now.",
    });
}

export async function setDefaultScanner(
  client: HarborClient,
  uuid: string,
  signal?: AbortSignal,
): Promise<void> {
  await client.send({
    method: "PATCH",
    path: `${api}/scanners/${encodeURIComponent(uuid)}`,
    json: { is_default: true },
    what: "the choice of the default scanner",
    signal,
  });
}

export type OwnScanner = {
  readonly name: string;
  /** Plimsoll's scanner API, as Harbor reaches it. */
  readonly url: string;
  readonly apiKey: string;
  /** Its certificate is not checked by Harbor. */
  readonly insecure: boolean;
  /** Whether images are pulled from Harbor's internal address. */
  readonly internalAddress: boolean;
  readonly makeDefault: boolean;
};

/** Registers Plimsoll as a scanner, or brings up to date what is registered by this name; gives its uuid. */
export async function installOwnScanner(
  client: HarborClient,
  own: OwnScanner,
  signal?: AbortSignal,
): Promise<string> {
  const json = {
    name: own.name,
    description: "Plimsoll",
    url: own.url,
    auth: "X-ScannerAdapter-API-Key",
    access_credential: own.apiKey,
    skip_certVerify: own.insecure,
    use_internal_addr: own.internalAddress,
    disabled: false,
  };
  const call = { json, what: "the registration of a scanner", signal };
  const before = await findByName(client, own.name, signal);
  try {
    await (before === null
      ? client.send({ ...call, method: "POST", path: `${api}/scanners` })
      : client.send({ ...call, method: "PUT", path: `${api}/scanners/${before.uuid}` }));
  } catch (error) {
    throw explained(error, own.url);
  }
  const made = await findByName(client, own.name, signal);
  if (made === null)
    throw new PlimsollError("not-found", "Harbor took the scanner, but does not list it.");
  if (own.makeDefault) await setDefaultScanner(client, made.uuid, signal);
  return made.uuid;
}

/** Harbor asks the scanner first, and hides what came of it. */
function explained(error: unknown, url: string): unknown {
  const status = refusalOf(error)?.status;
  if (status === 500)
    return new PlimsollError("conflict", `Harbor could not register ${url}.`, {
      cause: error,
      hint: "Most often it does not reach this address, or does not trust its certificate. Harbor's machine must reach Plimsoll there.",
    });
  if (status === 409)
    return new PlimsollError(
      "conflict",
      `A scanner at ${url} is registered already, by another name.`,
      {
        cause: error,
        hint: "Remove it in Harbor, or give its name.",
      },
    );
  return error;
}

async function findByName(
  client: HarborClient,
  name: string,
  signal?: AbortSignal,
): Promise<HarborRegistration | null> {
  const request = { path: `${api}/scanners`, what: "the list of scanners", signal };
  for await (const found of client.list(registration, request))
    if (found.name === name) return found;
  return null;
}

/** `/scanners` tells nothing of health: whether the metadata can be had is it. */
async function withMetadata(
  client: HarborClient,
  found: HarborRegistration,
  signal?: AbortSignal,
): Promise<HarborScanner> {
  const metadata = await readMetadata(client, found.uuid, signal);
  const self = typeof metadata === "string" ? null : metadata;
  return {
    uuid: found.uuid,
    name: found.name,
    url: found.url,
    adapter: self?.scanner?.name ?? found.adapter ?? found.name,
    vendor: self?.scanner?.vendor ?? found.vendor ?? "",
    version: self?.scanner?.version ?? found.version ?? "",
    health:
      healthOf(found.health) ?? (self === null ? (metadata as "unhealthy" | "unknown") : "healthy"),
    databaseDate: databaseDateOf(self?.properties ?? {}),
    consumes: [...new Set(self?.capabilities.flatMap((one) => one.consumes_mime_types) ?? [])],
    isDefault: found.is_default,
    disabled: found.disabled,
  };
}

function healthOf(text: string | null): "healthy" | "unhealthy" | null {
  return text === "healthy" || text === "unhealthy" ? text : null;
}

async function readMetadata(client: HarborClient, uuid: string, signal?: AbortSignal) {
  try {
    return await client.read(scannerMetadata, {
      path: `${api}/scanners/${encodeURIComponent(uuid)}/metadata`,
      what: "a scanner's metadata",
      signal,
    });
  } catch (error) {
    const status = refusalOf(error)?.status;
    if (status === 500) return "unhealthy" as const;
    // Not for everybody to ask, or gone since.
    if (status !== undefined && status < 500) return "unknown" as const;
    throw error;
  }
}

/** The property's name is the scanner API's, https://github.com/goharbor/pluggable-scanner-spec */
const updatedAt = "harbor.scanner-adapter/vulnerability-database-updated-at";

function databaseDateOf(properties: Readonly<Record<string, string>>): string | null {
  const time = Date.parse(properties[updatedAt] ?? "");
  return Number.isNaN(time) || time <= 0 ? null : new Date(time).toISOString();
}
