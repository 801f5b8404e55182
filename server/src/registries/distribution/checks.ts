import type { RegistryCheck } from "@plimsoll/api";
import { PlimsollError as EngineError, type ErrorCode, openRegistry } from "@plimsoll/engine";
import { PlimsollError, problemCodeOf } from "../../error.ts";
import { detailOf } from "../check-details.ts";
import type { Connection } from "../port.ts";
import { namedRepositories } from "./catalogue.ts";
import { codeOf } from "./errors.ts";

type Name = (typeof lines)[number];

/** Which line an error of the greeting belongs to; all lines before it have passed then. */
const lines = ["address", "certificate", "api", "credentials", "catalog"] as const;
const faulty: Partial<Record<ErrorCode | PlimsollError["code"], Name>> = {
  unreachable: "address",
  "out-of-bounds": "address",
  "reference-invalid": "address",
  aborted: "address",
  certificate: "certificate",
  unauthorized: "credentials",
  "credentials-invalid": "credentials",
};

/** One line for each thing that can be wrong with a connection. A test does not wait for a dead host four times. */
export async function runChecks(
  connection: Connection,
  repositories: readonly string[],
  signal: AbortSignal,
): Promise<RegistryCheck[]> {
  const registry = openRegistry({ ...connection, userAgent: "plimsoll", retry: { attempts: 1 } });
  try {
    const first = () =>
      firstOf(namedRepositories(registry, repositories, signal), (name) =>
        firstOf(registry.tags(name, signal)),
      );
    const greeting = await failureOf(() => registry.ping(signal));
    // Some greet only whom they know, and show what is public to anybody.
    const byHand = repositories.some((name) => !name.endsWith("/"));
    if (greeting?.code === "unauthorized" && byHand && (await failureOf(first)) === null)
      return report(connection, null, null);
    if (greeting?.code === "not-found") return report(connection, "api", noRegistry(connection));
    if (greeting !== null)
      return report(connection, faulty[greeting.code] ?? "api", describe(greeting, signal));
    const listing = await failureOf(first);
    if (listing !== null) return report(connection, "catalog", describe(listing, signal));
    return report(connection, null, null);
  } finally {
    await registry.close();
  }
}

type Fault = Pick<RegistryCheck, "code" | "detail">;

function report(connection: Connection, failed: Name | null, fault: Fault | null): RegistryCheck[] {
  const end = failed === null ? lines.length : lines.indexOf(failed);
  return lines.map((name, at) => {
    if (at === end && fault !== null) return { name, result: "failed", ...fault };
    if (at > end) return { name, result: "skipped", detail: detailOf("not-reached") };
    return { name, ...passed(name, connection) };
  });
}

function passed(name: Name, connection: Connection): Omit<RegistryCheck, "name"> {
  const plain = connection.address.startsWith("http:");
  const host = new URL(connection.address).host;
  const words: Record<Name, Omit<RegistryCheck, "name">> = {
    address: { result: "passed", detail: detailOf("answers", { host }) },
    certificate: plain ? { result: "skipped", detail: detailOf("plain") } : trustOf(connection),
    api: { result: "passed", detail: detailOf("speaks-oci") },
    credentials: connection.credentials
      ? { result: "passed", detail: detailOf("accepts", { name: connection.credentials.username }) }
      : { result: "skipped", detail: detailOf("anonymous") },
    catalog: { result: "passed", detail: detailOf("listed") },
  };
  return words[name];
}

function trustOf({ insecure, certificate }: Connection): Omit<RegistryCheck, "name"> {
  if (insecure) return { result: "warning", detail: detailOf("unchecked") };
  const detail = certificate ? detailOf("trusted-given") : detailOf("trusted");
  return { result: "passed", detail };
}

type Failure = EngineError | PlimsollError;

function describe(error: Failure, signal: AbortSignal): Fault {
  const code = signal.aborted ? "registry-unreachable" : (codeOf(error) ?? problemCodeOf(error));
  const detail = signal.aborted ? detailOf("too-slow") : sentences(error);
  return { ...(code === null ? {} : { code }), detail };
}

/** Elsewhere, not found is an image's matter; at the greeting it is the address's. */
function noRegistry({ address }: Connection): Fault {
  const { host } = new URL(address);
  return {
    code: "registry-not-oci",
    detail: detailOf("no-registry", { host }),
  };
}

function sentences({ message, hint }: Failure): string {
  return hint === null ? message : `${message.replace(/\.$/, "")}. ${hint}`;
}

/** Takes no more of them than one. */
async function firstOf<T>(
  items: AsyncIterable<T>,
  act: (item: T) => Promise<void> = async () => undefined,
): Promise<void> {
  for await (const item of items) return act(item);
}

/** Anything but the engine's errors and the service's is a fault of ours and is thrown on. */
async function failureOf(act: () => Promise<void>): Promise<Failure | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof EngineError || error instanceof PlimsollError) return error;
    throw error;
  }
}
