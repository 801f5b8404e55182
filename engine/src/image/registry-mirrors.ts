import { PlimsollError } from "../error.ts";
import type { Log } from "../log.ts";
import { checkRepository } from "./reference.ts";
import { type Endpoint, type EndpointOptions, openEndpoint } from "./registry-endpoint.ts";

/** A server that holds some of another registry's repositories, perhaps below a name of its own: `[http(s)://]HOST[:PORT][/PREFIX]`. */
export type Mirror = Pick<EndpointOptions, "address" | "credentials" | "certificate" | "insecure">;

export function openMirror(mirror: Mirror, shared: EndpointOptions): Endpoint {
  const { host, prefix } = splitMirror(mirror.address);
  const { userAgent, signal, retry, env, outbound } = shared;
  const options = { ...mirror, address: host, userAgent, signal, retry, env, outbound };
  return openEndpoint({ ...options, prefix: prefix === "" ? "" : `${prefix}/` });
}

/** Throws `reference-invalid` when the prefix is no repository's name. */
export function splitMirror(address: string): { host: string; prefix: string } {
  const [, host = address, rest = ""] = /^((?:https?:\/\/)?[^/]*)\/?(.*?)\/?$/.exec(address) ?? [];
  return { host, prefix: rest === "" ? "" : checkRepository(rest) };
}

/** Asks one after the other until one answers well; of the last, the registry itself, the error counts. */
export async function firstOf<T>(
  endpoints: readonly Endpoint[],
  ask: (endpoint: Endpoint) => Promise<T>,
  log: Log,
): Promise<T> {
  let failure: unknown;
  for (const [at, endpoint] of endpoints.entries()) {
    try {
      return await ask(endpoint);
    } catch (error) {
      if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
      failure = error;
      if (at + 1 < endpoints.length)
        log("warn", `the mirror ${endpoint.name} was passed over: ${error.message}`);
    }
  }
  throw failure;
}
