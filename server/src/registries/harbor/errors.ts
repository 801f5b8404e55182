import type { ProblemCode } from "@plimsoll/api";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import { translate } from "../distribution/errors.ts";

/** What Harbor said when it refused, as the `cause` of the error that tells of it. */
export class HarborRefusal extends Error {
  override readonly name = "HarborRefusal";
  readonly status: number;
  /** Harbor's own, `PRECONDITION`; empty where the answer was none of Harbor's. */
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Null where something else went wrong than a refusal. */
export function refusalOf(error: unknown): HarborRefusal | null {
  return error instanceof PlimsollError && error.cause instanceof HarborRefusal
    ? error.cause
    : null;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Buffer };

const codes: Readonly<Record<number, ProblemCode>> = {
  400: "bad-request",
  401: "registry-credentials",
  403: "registry-credentials",
  404: "not-found",
  409: "conflict",
  412: "conflict",
  422: "bad-request",
  429: "registry-limited",
};

/** The error for an answer that is none of success. */
export function refusal(
  answer: Answer,
  request: { readonly what: string },
  address: URL,
  identified: boolean,
): PlimsollError {
  const { status } = answer;
  const said = readErrors(answer);
  const retryAfter = retryAfterOf(answer.headers);
  const code = codes[status] ?? (status >= 500 ? "registry-unreachable" : "registry-not-oci");
  const words = [said.code, said.message].filter((part) => part !== "").join(": ");
  return new PlimsollError(
    code,
    `${address.host} answered ${status}${words === "" ? "" : ` ${words}`} to ${request.what}.`,
    {
      cause: new HarborRefusal(status, said.code, said.message),
      hint: hintOf(status, answer, identified),
      ...(retryAfter === null ? {} : { retryAfter }),
    },
  );
}

function hintOf(status: number, answer: Answer, identified: boolean): string {
  const hints: Readonly<Record<number, string>> = {
    401: identified
      ? "The user name or the password is wrong, or the robot is disabled or has expired."
      : "Harbor wants to know who asks: give a user or a robot.",
    403: "The user or robot lacks this permission. The test of the connection lists what is missing.",
    404: "It may have been removed from Harbor since.",
    429: "Too many requests. Plimsoll tries again later.",
  };
  const known = hints[status];
  if (known !== undefined) return known;
  if (status < 400) return redirectHint(answer.headers);
  if (status === 500)
    return "Harbor hides the cause. The log of its core says more, and its health page which part is down.";
  if (status > 500) return "Harbor, or a proxy before it, is not ready. It is asked again.";
  return "Check that the address is Harbor's.";
}

function redirectHint(headers: Headers): string {
  const location = first(headers.location) ?? "";
  return URL.canParse(location)
    ? `It sends its clients to ${new URL(location).origin}: give that address.`
    : "It sends its clients elsewhere. Give Harbor's own address.";
}

/** Harbor's form, `{"errors":[{code,message}]}`; of any other answer nothing is repeated. */
function readErrors({ body }: Answer): { code: string; message: string } {
  try {
    const parsed = JSON.parse(body.toString("utf8", 0, 65_536)) as {
      errors?: { code?: unknown; message?: unknown }[];
    };
    const error = Array.isArray(parsed.errors) ? parsed.errors[0] : undefined;
    return { code: plain(error?.code, 40), message: plain(error?.message, 300) };
  } catch {
    return { code: "", message: "" };
  }
}

/** On one line, and no longer than a person reads. */
function plain(value: unknown, longest: number): string {
  if (typeof value !== "string") return "";
  const line = value.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** Seconds, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfterOf(headers: Headers): number | null {
  const text = first(headers["retry-after"]);
  if (text === undefined) return null;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

export function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

const certificateFaults =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS_CERT_ALTNAME_INVALID/;
const protocolFaults = /ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH|EPROTO|HPE_/;

/** Why a request got no answer; the engine's `aborted` where nobody wants it any more. */
export function connectionFault(cause: unknown, address: URL, signal?: AbortSignal): Error {
  if (cause instanceof PlimsollError) return cause;
  if (cause instanceof EngineError && cause.code !== "aborted") return translate(cause) as Error;
  if (signal?.aborted) return new EngineError("aborted", "the request was stopped", { cause });
  const code = causeCode(cause);
  const where = `${address.host}: ${code || "no connection"}`;
  if (certificateFaults.test(code))
    return new PlimsollError("registry-certificate", where, {
      cause,
      hint: "The certificate is not trusted here, or is for another name. Give the certificate of the authority that signed it.",
    });
  if (protocolFaults.test(code))
    return new PlimsollError("registry-not-oci", where, {
      cause,
      hint: "It does not speak the same protocol there: http and https are mixed up, perhaps.",
    });
  return new PlimsollError("registry-unreachable", where, {
    cause,
    hint: "Check the address and the port, the network, and that Harbor runs.",
  });
}

function causeCode(error: unknown): string {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause, depth++
  ) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at instanceof AggregateError) return causeCode(at.errors[0]);
  }
  return "";
}
