import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { rootCertificates } from "node:tls";
import { PlimsollError as EngineError, proxyFor } from "@plimsoll/engine";
import { PlimsollError, type ScannerCode } from "../../error.ts";
import type { Outbound } from "../../outbound/outbound.ts";

/** Where a scanner answers, and how it is asked. */
export type PeerOptions = {
  /** As messages name it: `The adapter`. */
  readonly name: string;
  /** `http(s)://host[:port][/path]`, without a slash at the end. */
  readonly address: string;
  /** PEM; joins the authorities that Node knows. */
  readonly certificate?: string | null | undefined;
  readonly insecure?: boolean | undefined;
  /** Absent: it may be anywhere. */
  readonly outbound?: Outbound | undefined;
  /** Made anew for every request; sent to this address only, for no redirect is followed. */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
};

type PeerRequest = {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the answer's body. */
  readonly bytes: number;
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type PeerAnswer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** False where the connection was cut in the middle of the body: Clair does that with a 429. */
  readonly complete: boolean;
};

export type Peer = {
  readonly name: string;
  /** `host:port`, for messages. */
  readonly host: string;
  /** Whatever it answers. Throws `scanner-unreachable`, `-certificate`, `-answer`, `-slow`, and the engine's `aborted`. */
  ask(request: PeerRequest): Promise<PeerAnswer>;
};

export function openPeer(options: PeerOptions): Peer {
  const { name, certificate, insecure, outbound, headers = () => ({}) } = options;
  const base = new URL(options.address);
  const tls = base.protocol === "https:";
  const proxy = proxyFor(base, process.env);
  // A proxy looks the name up itself; where it listens is for who runs the service to say, not for who names a scanner.
  const way =
    proxy !== null
      ? { proxyEnv: { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href } }
      : outbound !== undefined
        ? { lookup: outbound.lookup }
        : {};
  const agent = tls
    ? new TlsAgent({
        ...way,
        ...(certificate ? { ca: [...rootCertificates, certificate] } : {}),
        rejectUnauthorized: !insecure,
      })
    : new PlainAgent(way);

  return {
    name,
    host: base.host,
    async ask({ method = "GET", path, body, bytes, timeoutMs, signal, ...more }) {
      const patience = AbortSignal.timeout(timeoutMs);
      const ended = AbortSignal.any([signal, patience]);
      try {
        ended.throwIfAborted();
        outbound?.check(base.hostname, proxy !== null);
        const message = await new Promise<IncomingMessage>((resolve, reject) => {
          const request = (tls ? tlsRequest : plainRequest)(
            `${base.origin}${base.pathname.replace(/\/+$/, "")}${path}`,
            {
              method,
              agent,
              signal: ended,
              maxHeaderSize: 64 << 10,
              headers: {
                "user-agent": "plimsoll",
                ...headers(),
                ...more.headers,
                ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
              },
            },
            resolve,
          );
          request.once("error", reject);
          request.end(body);
        });
        return await read(message, bytes, ended, () => tooLarge(name, base.host, bytes));
      } catch (cause) {
        if (cause instanceof PlimsollError) throw outOfBounds(name, cause);
        if (signal.aborted) throw aborted(cause);
        if (patience.aborted) throw tooSlow(name, base.host, timeoutMs, cause);
        throw connectionError(name, base.host, cause);
      }
    },
  };
}

/** Of a lookup or a check; what this file says itself goes on as it is. */
function outOfBounds(name: string, error: PlimsollError): PlimsollError {
  if (error.code !== "bad-request") return error;
  const { message, hint } = error;
  return new PlimsollError("scanner-unreachable", `${name}: ${message}`, { cause: error, hint });
}

export function aborted(cause?: unknown): EngineError {
  return new EngineError("aborted", "the scan was stopped", { cause });
}

async function read(
  message: IncomingMessage,
  bytes: number,
  ended: AbortSignal,
  tooLarge: () => Error,
): Promise<PeerAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let complete = true;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    message.destroy();
    if (error instanceof PlimsollError || ended.aborted) throw error;
    complete = false;
  }
  const { statusCode = 0, headers } = message;
  return { status: statusCode, headers, body: Buffer.concat(chunks), complete };
}

function tooLarge(name: string, host: string, bytes: number): PlimsollError {
  return new PlimsollError(
    "scanner-answer",
    `${name} at ${host} answers with more than ${Math.round(bytes / 2 ** 20)} MiB`,
    { hint: "No report is so large. Check what answers at this address." },
  );
}

function tooSlow(name: string, host: string, ms: number, cause: unknown): PlimsollError {
  return new PlimsollError(
    "scanner-slow",
    `${name} at ${host} did not answer within ${Math.ceil(ms / 1000)} s`,
    { cause, hint: "It may hang or be overloaded. Look at its log, or scan again later." },
  );
}

const faults: Readonly<Record<string, readonly [ScannerCode, string]>> = {
  ECONNREFUSED: [
    "scanner-unreachable",
    "Nothing listens there. Check the address, and that it runs.",
  ],
  ENOTFOUND: ["scanner-unreachable", "The host name is not known. Check its spelling."],
  EAI_AGAIN: ["scanner-unreachable", "The name server does not answer. Check the network."],
  ECONNRESET: ["scanner-unreachable", "The connection was cut. It may have been restarted."],
  EPIPE: ["scanner-unreachable", "The connection was cut. It may have been restarted."],
  ETIMEDOUT: ["scanner-unreachable", "It did not answer in time. Check network and firewalls."],
  EHOSTUNREACH: ["scanner-unreachable", "There is no way to this host. Check the network."],
  ENETUNREACH: ["scanner-unreachable", "There is no way to this network. Check the network."],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "scanner-certificate",
    "It is self-signed. Give it as the scanner's certificate.",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    "scanner-certificate",
    "Give the certificate of the authority that signed it.",
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    "scanner-certificate",
    "Give the certificate of the authority that signed it.",
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    "scanner-certificate",
    "Give the certificate of the authority that signed it.",
  ],
  CERT_HAS_EXPIRED: ["scanner-certificate", "It has expired. Renew it on the scanner."],
  CERT_NOT_YET_VALID: ["scanner-certificate", "It is not valid yet. Compare the clocks."],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "scanner-certificate",
    "It is for another host name. Use the name it was made for.",
  ],
  EPROTO: ["scanner-answer", "It does not speak TLS there. Write http:// if that is meant."],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    "scanner-answer",
    "It does not speak TLS there. Write http:// if that is meant.",
  ],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [
    "scanner-answer",
    "It does not speak TLS there. Write http:// if that is meant.",
  ],
  HPE_INVALID_CONSTANT: [
    "scanner-answer",
    "It does not speak HTTP there. Perhaps it speaks TLS: write https://.",
  ],
  HPE_HEADER_OVERFLOW: ["scanner-answer", "Its headers are larger than any that make sense."],
};

function connectionError(name: string, host: string, cause: unknown): PlimsollError {
  const code = codeOf(cause);
  const [kind, hint] = faults[code] ?? [
    "scanner-unreachable",
    "Check the address and the network.",
  ];
  const what = code || "no connection";
  const where = `${name} at ${host}: ${what}`;
  const untrusted = `${name} at ${host}: the certificate is not trusted: ${what}`;
  return new PlimsollError(kind, kind === "scanner-certificate" ? untrusted : where, {
    cause,
    hint,
  });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}
