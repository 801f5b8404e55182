import type { ProblemCode, RegistryCheck, RegistryOperation } from "@plimsoll/api";
import { openRegistry } from "@plimsoll/engine";
import { PlimsollError, problemCodeOf } from "../../error.ts";
import { detailOf } from "../check-details.ts";
import { translate } from "../distribution/errors.ts";
import { type HarborClient, type HarborIdentity, openHarborClient } from "./client.ts";
import type { HarborConnection } from "./http.ts";
import { findSubject, permissions, projectsLookedAt, type Subject } from "./permissions.ts";
import { type HarborScanner, isTrivy, listScanners, projectScanner } from "./scanners.ts";
import { pullActions } from "./token.ts";
import { isSupported } from "./version.ts";

/** One line of a test; a `warning` is something that works on without it, said in the detail. */
export type HarborCheck = Omit<RegistryCheck, "name" | "result"> & {
  readonly name: HarborCheckName;
  readonly result: RegistryCheck["result"] | "warning";
};

export const harborCheckNames = [
  "address",
  "certificate",
  "version",
  "credentials",
  "projects",
  "repositories",
  "artifacts",
  "reports",
  "scan",
  "space-scanner",
  "choose-scanner",
  "all-scanners",
  "webhooks",
  "prevention",
  "scanners",
  "token",
] as const;
export type HarborCheckName = (typeof harborCheckNames)[number];

type Result = Omit<HarborCheck, "name">;
/** A line, or nothing where it passed with the words given. */
type Line = readonly [HarborCheckName, Result];

/** One line for each thing that can be wrong, in their order; past one that all others need they are `skipped`. Never throws but for faults of ours. */
export async function runHarborChecks(
  connection: HarborConnection,
  signal: AbortSignal,
  operation: RegistryOperation | null = null,
): Promise<HarborCheck[]> {
  // A test does not wait for a dead host five times.
  const patience = { ...connection.patience, attempts: 1 };
  const client = openHarborClient({ ...connection, patience });
  const done = new Map<HarborCheckName, Result>();
  try {
    for await (const [name, result] of lines(client, connection, signal, operation))
      done.set(name, result);
  } finally {
    await client.close();
  }
  return harborCheckNames.map((name) => ({
    name,
    ...(done.get(name) ?? { result: "skipped", detail: detailOf("not-reached") }),
  }));
}

async function* lines(
  client: HarborClient,
  connection: HarborConnection,
  signal: AbortSignal,
  operation: RegistryOperation | null,
): AsyncIterable<Line> {
  const { host, protocol } = client.address;
  const greeting = await failureOf(() => client.ping(signal), signal);
  if (greeting !== null) {
    const untrusted = greeting.code === "registry-certificate";
    if (untrusted) yield ["address", passed(detailOf("answers", { host }))];
    return yield [untrusted ? "certificate" : "address", failed(greeting)];
  }
  yield ["address", passed(detailOf("answers-as-harbor", { host }))];
  yield ["certificate", certificateLine(connection, protocol)];

  const identity = await attempt(() => client.identify(signal), signal);
  if (identity instanceof PlimsollError) return yield ["credentials", failed(identity)];
  const info = await attempt(() => client.systemInfo(signal), signal);
  if (info instanceof PlimsollError) return yield ["version", failed(info)];
  const version = versionLine(info.harbor_version, identity);
  yield ["version", version];
  yield ["credentials", credentialsLine(identity, connection)];
  if (version.result === "failed") return;

  const subject = await attempt(() => findSubject(client, signal), signal);
  if (subject instanceof PlimsollError) return yield ["projects", failed(subject)];
  yield ["projects", projectsLine(subject)];
  yield* permissionLines(client, subject, signal);
  yield ["scanners", await scannersLine(client, subject, signal, operation)];
  yield ["token", await tokenLine(client, connection, subject, signal)];
}

function certificateLine({ certificate, insecure }: HarborConnection, protocol: string): Result {
  if (protocol === "http:") return skipped(detailOf("plain-harbor"));
  if (insecure) return { result: "warning", detail: detailOf("unchecked") };
  return passed(certificate ? detailOf("trusted-given") : detailOf("trusted"));
}

function versionLine(version: string | null, identity: HarborIdentity): Result {
  if (version === null)
    return identity.kind === "anonymous"
      ? skipped(detailOf("version-kept"))
      : { result: "warning", detail: detailOf("version-untold") };
  if (!isSupported(version))
    return {
      result: "failed",
      code: "registry-not-oci",
      detail: detailOf("version-old", { version }),
    };
  return passed(detailOf("version", { version }));
}

function credentialsLine(identity: HarborIdentity, { credentials }: HarborConnection): Result {
  switch (identity.kind) {
    case "anonymous":
      return {
        result: "warning",
        detail: detailOf("anonymous-harbor"),
      };
    case "robot":
      return passed(detailOf("robot", { name: credentials?.username ?? "" }));
    case "user":
      return identity.administrator
        ? {
            result: "warning",
            detail: detailOf("administrator", { name: identity.name }),
          }
        : passed(detailOf("user", { name: identity.name }));
  }
}

function projectsLine(subject: Subject | null): Result {
  if (subject === null) return { result: "warning", detail: detailOf("no-project") };
  const { total, project } = subject;
  const code = total >= projectsLookedAt ? "projects-more" : total === 1 ? "project" : "projects";
  return passed(detailOf(code, { count: total, project }));
}

async function* permissionLines(
  client: HarborClient,
  subject: Subject | null,
  signal: AbortSignal,
): AsyncIterable<Line> {
  for (const { name, needed, without, ask } of permissions) {
    if (subject === null) {
      yield [name, skipped(detailOf("no-project-to-try"))];
      continue;
    }
    const outcome = await attempt(() => ask(client, subject, signal), signal);
    if (!(outcome instanceof PlimsollError)) {
      yield [
        name,
        outcome === "untried" ? skipped(detailOf("no-image-to-try")) : passed(detailOf("granted")),
      ];
      continue;
    }
    const refused = outcome.code === "registry-credentials";
    const detail = `${refused ? detailOf("not-granted") : sentences(outcome)} ${without}`;
    if (needed) yield [name, { ...failed(outcome), detail }];
    else yield [name, { result: "warning", detail }];
  }
}

async function scannersLine(
  client: HarborClient,
  subject: Subject | null,
  signal: AbortSignal,
  operation: RegistryOperation | null,
): Promise<Result> {
  const all = await attempt(() => listScanners(client, signal), signal);
  if (!(all instanceof PlimsollError)) {
    if (all.length === 0) return noScanner;
    const words = all.map(({ name, version, health, isDefault }) =>
      detailOf(isDefault ? "scanner-default" : "scanner", {
        ...{ name: `${name} ${version}`.trim(), health },
      }),
    );
    const usable = all.some(({ isDefault, health }) => isDefault && health === "healthy");
    const scanners = words.join("; ");
    if (operation === "hosted") return hostedLine(all, scanners);
    return usable
      ? passed(detailOf("scanners", { scanners }))
      : { result: "warning", detail: detailOf("scanners-unhealthy", { scanners }) };
  }
  if (subject === null) return skipped(detailOf("scanners-untold"));
  const own = await attempt(() => projectScanner(client, subject.project, signal), signal);
  if (own instanceof PlimsollError)
    return own.code === "registry-credentials"
      ? skipped(detailOf("scanners-untold"))
      : { result: "warning", detail: sentences(own) };
  if (own === null) return noScanner;
  const detail = detailOf("project-scanner", {
    name: `${own.name} ${own.version}`,
    project: subject.project,
    health: own.health,
  });
  return own.health === "healthy" ? passed(detail) : { result: "warning", detail };
}

/** A hosted Harbor is to scan with its Trivy. */
function hostedLine(all: readonly HarborScanner[], scanners: string): Result {
  const trivy = all.find(isTrivy);
  const warn = (code: Parameters<typeof detailOf>[0]): Result => ({
    result: "warning",
    detail: detailOf(code, { scanners }),
  });
  if (trivy === undefined) return warn("trivy-missing");
  if (trivy.disabled) return warn("trivy-off");
  if (trivy.health === "unhealthy") return warn("trivy-unhealthy");
  if (trivy.isDefault) return passed(detailOf("scanners", { scanners }));
  return { ...warn("trivy-not-default"), action: "set-default-scanner" };
}

const noScanner: Result = {
  result: "warning",
  detail: detailOf("no-scanner"),
};

/** The scanners that pull for themselves need it; the token's realm is Harbor's external address, which may not be reached from here. */
async function tokenLine(
  client: HarborClient,
  connection: HarborConnection,
  subject: Subject | null,
  signal: AbortSignal,
): Promise<Result> {
  const registry = openRegistry({ ...connection, userAgent: "plimsoll", retry: { attempts: 1 } });
  try {
    const ping = await attempt(
      () => registry.ping(signal).catch((e) => Promise.reject(translate(e))),
      signal,
    );
    if (ping instanceof PlimsollError) return noToken(ping);
  } finally {
    await registry.close();
  }
  if (!subject?.repository) return passed(detailOf("token-untried"));
  const actions = await attempt(
    () => pullActions(client, subject.repository ?? "", signal),
    signal,
  );
  if (actions instanceof PlimsollError) return failed(actions);
  return actions.includes("pull")
    ? passed(detailOf("token", { repository: subject.repository }))
    : {
        result: "warning",
        detail: detailOf("token-empty", { repository: subject.repository }),
      };
}

/** Harbor itself was reached: then it sends its clients for tokens to where they do not come. */
function noToken(error: PlimsollError): Result {
  const elsewhere = ["registry-unreachable", "registry-certificate"].includes(error.code);
  if (!elsewhere) return failed(error);
  return {
    ...failed(error),
    result: "warning",
    detail: detailOf("token-elsewhere", { error: sentences(error) }),
  };
}

const passed = (detail: string): Result => ({ result: "passed", detail });
const skipped = (detail: string): Result => ({ result: "skipped", detail });

function failed(error: PlimsollError): Result {
  const code: ProblemCode | null = problemCodeOf(error);
  return { result: "failed", ...(code === null ? {} : { code }), detail: sentences(error) };
}

function sentences({ message, hint }: PlimsollError): string {
  const sentence = /[.…]$/.test(message) ? message : `${message}.`;
  return hint === null ? sentence : `${sentence} ${hint}`;
}

async function failureOf(
  act: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<PlimsollError | null> {
  const outcome = await attempt(act, signal);
  return outcome instanceof PlimsollError ? outcome : null;
}

/** The outcome or the service's error; anything else is a fault of ours and is thrown on. */
async function attempt<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T | PlimsollError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof PlimsollError) return error;
    if (signal.aborted)
      return new PlimsollError("registry-unreachable", "It did not answer in time.", {
        cause: error,
      });
    throw error;
  }
}
