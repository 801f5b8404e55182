import { type ErrorCode, PlimsollError } from "../error.ts";
import type { Allowance } from "./registry-fetch.ts";

const certificateHints: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The certificate is self-signed. Give it, or the authority's, as the registry's certificate.",
  SELF_SIGNED_CERT_IN_CHAIN:
    "An authority of your own signed the certificate. Give the authority's certificate.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The authority that signed the certificate is not known here. Give its certificate.",
  UNABLE_TO_GET_ISSUER_CERT:
    "The authority that signed the certificate is not known here. Give its certificate.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The authority that signed the certificate is not known here. Give its certificate.",
  CERT_HAS_EXPIRED: "The certificate has expired. Renew it on the registry.",
  CERT_NOT_YET_VALID: "The certificate is not valid yet. Compare the clocks of both machines.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate is for another host name. Use the name that it was made for.",
  CERT_UNTRUSTED: "The certificate is not trusted. Give the authority's certificate.",
  CERT_SIGNATURE_FAILURE: "The certificate is not signed by the authority given.",
};

const unreachableHints: Record<string, string> = {
  ECONNREFUSED:
    "Nothing listens there. Check the address and the port, and that the registry runs.",
  ENOTFOUND: "The host name is not known. Check its spelling and the name server.",
  EAI_AGAIN: "The name server does not answer. Check the network.",
  ECONNRESET: "The connection was cut. Check what lies between here and the registry.",
  UND_ERR_SOCKET: "The connection was cut. Check what lies between here and the registry.",
  EPIPE: "The connection was cut. Check what lies between here and the registry.",
  ETIMEDOUT: "It did not answer in time. Check the network and firewalls.",
  UND_ERR_CONNECT_TIMEOUT: "It did not answer in time. Check the network and firewalls.",
  UND_ERR_HEADERS_TIMEOUT: "It took the request and did not answer in time.",
  UND_ERR_BODY_TIMEOUT: "It stopped sending in the middle of an answer.",
  EHOSTUNREACH: "There is no way to this host. Check the network.",
  ENETUNREACH: "There is no way to this network. Check the network.",
};

const protocolHints: Record<string, string> = {
  ERR_SSL_WRONG_VERSION_NUMBER:
    "It does not speak TLS there. Write http:// before the address if that is meant.",
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    "It does not speak TLS there. Write http:// before the address if that is meant.",
  EPROTO: "The TLS versions of both sides do not fit.",
  HPE_INVALID_CONSTANT:
    "It does not speak HTTP there, perhaps TLS. Write https:// before the address.",
};

/** Whether asking again may help. A certificate does not become right by asking. */
export function isPassing(error: PlimsollError): boolean {
  return error.code === "unreachable" && !/ENOTFOUND/.test(error.message);
}

/** Tells apart why a request got no answer. The message names hosts only: paths may be signed, a proxy's address may hold a password. */
export function connectionError(
  cause: unknown,
  url: URL,
  signal?: AbortSignal,
  proxy: string | null = null,
): PlimsollError {
  if (cause instanceof PlimsollError) return cause;
  if (signal?.aborted) return new PlimsollError("aborted", "the request was stopped", { cause });
  const code = causeCode(cause);
  const table = (
    [
      ["certificate", certificateHints],
      ["unreachable", unreachableHints],
      ["registry-answer", protocolHints],
    ] as const
  ).find(([, hints]) => code in hints);
  const [kind, hints] = table ?? (["unreachable", {}] as const);
  const by = proxy === null ? url.host : `${url.host}, through the proxy ${proxy}`;
  return new PlimsollError(kind, `${by}: ${code || "no connection"}`, {
    cause,
    hint:
      proxy === null
        ? ((hints as Record<string, string>)[code] ?? "Check the address and the network.")
        : "The proxy comes from HTTP_PROXY or HTTPS_PROXY. Check it, or name the registry in NO_PROXY.",
  });
}

/** Reads why a registry said no, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
export function answerError(options: {
  status: number;
  url: URL;
  what: string;
  body: string;
  html: boolean;
  retryAfterSeconds: number | null;
  allowance?: Allowance | null;
  identified: boolean;
}): PlimsollError {
  const { status, url, what, identified, retryAfterSeconds, allowance = null } = options;
  const said = errorCodes(options.body);
  const where = `${url.host} answered ${status}${said ? ` ${said}` : ""} to ${what}`;
  if (status === 401 || status === 403)
    return new PlimsollError("unauthorized", where, {
      hint: /token has expired/i.test(options.body)
        ? expired
        : identified
          ? "The user name, the password or the token is wrong, or may not read this. Some registries answer so for what does not exist."
          : "It wants to know who asks. Give a user name and a password. Some registries answer so for what does not exist.",
    });
  if (status === 429)
    return new PlimsollError("rate-limited", where, {
      retryAfterSeconds,
      hint: `${tooMany(allowance)} ${
        retryAfterSeconds === null ? "Try again later" : `Try again in ${retryAfterSeconds} s`
      }, or ${identified ? "ask for more there" : "sign in: most registries allow more then"}.`,
    });
  if (status === 404 && !options.html)
    return new PlimsollError("not-found", where, {
      hint: "Check the repository, the tag and the digest.",
    });
  if (status === 400 && url.protocol === "http:")
    return new PlimsollError("registry-answer", where, {
      hint: "It may speak TLS there. Write https:// before the address if that is meant.",
    });
  return new PlimsollError("registry-answer", where, {
    retryAfterSeconds,
    hint: options.html
      ? "It answered with a web page: the address may be another service's, or a proxy's."
      : "The registry itself has a fault, or a proxy before it. Its log says more.",
  });
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
const expired =
  "What was given as the password was a token, and its time is over. Amazon's lasts 12 hours: give the user AWS a new one, made by `aws ecr get-login-password`.";

function tooMany(allowance: Allowance | null): string {
  if (allowance === null) return "Too many requests.";
  const { pulls, seconds } = allowance;
  return `Too many requests: it allows ${pulls} pulls${seconds === null ? "" : ` in ${Math.round(seconds / 360) / 10} h`}.`;
}

const retryable = new Set([429, 500, 502, 503, 504]);
export function isRetryable(status: number): boolean {
  return retryable.has(status);
}

export const badAnswer = (
  url: URL,
  what: string,
  why: string,
  code: ErrorCode = "registry-answer",
) =>
  new PlimsollError(code, `${url.host}: ${what}: ${why}`, {
    hint: "What answers there does not behave as a registry. Check the address.",
  });

function causeCode(error: unknown): string {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause, depth++
  ) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at instanceof AggregateError && at.errors[0] instanceof Error)
      return causeCode(at.errors[0]);
  }
  return "";
}

function errorCodes(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const errors = (parsed as { errors?: unknown }).errors;
    if (!Array.isArray(errors)) return "";
    return errors
      .map((error: unknown) => (error as { code?: unknown } | null)?.code)
      .filter((code) => typeof code === "string" && /^[A-Z_]{1,40}$/.test(code))
      .slice(0, 3)
      .join(", ");
  } catch {
    return "";
  }
}
