import { PlimsollError as EngineError } from "@plimsoll/engine";
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "openid-client";
import { PlimsollError } from "../error.ts";

/** Why an issuer could not do its part, in words; `issuer-failed`. What is no fault of its goes on as it is. */
export function issuerFault(name: string, error: unknown): unknown {
  const told = wordsOf(error);
  if (told === null) return error;
  const [message, hint] = told;
  return new PlimsollError("issuer-failed", `${name}: ${message}`, { cause: error, hint });
}

type Words = readonly [message: string, hint: string | null];

function wordsOf(error: unknown): Words | null {
  // Of a connection: what was not reached, not trusted or not allowed.
  if (error instanceof EngineError) return [error.message, error.hint];
  if (error instanceof Error && error.cause instanceof EngineError) return wordsOf(error.cause);
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return refusals[error.error] ?? [`it refuses: ${shown(error.error)}`, "Its log says more."];
  if (error instanceof WWWAuthenticateChallengeError) return refusals.invalid_client ?? null;
  if (error instanceof ClientError)
    return faults[error.code ?? ""]?.(error) ?? connectionWords(error.cause) ?? unusual(error);
  // Its configuration lacks what every issuer has, or has something else there.
  return error instanceof Error && "code" in error && /^(?:ERR|OAUTH)_/.test(String(error.code))
    ? unusual(error)
    : null;
}

/** Of a request that got no answer. */
function connectionWords(cause: unknown): Words | null {
  const { code } = (cause ?? {}) as { code?: unknown };
  if (typeof code !== "string" || !/^[A-Z_\d]+$/.test(code) || code.startsWith("OAUTH_"))
    return null;
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return [
      `its certificate is not trusted (${code})`,
      "Give the authority that signed it to the service, by NODE_EXTRA_CA_CERTS.",
    ];
  return /TIMEOUT|TIMEDOUT/.test(code)
    ? late
    : [`it cannot be reached (${code})`, "Check the address, the network, and that it runs."];
}

const late: Words = ["it did not answer in time", "Check that it runs, and the network."];

/** https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 and #section-5.2 */
const refusals: Readonly<Record<string, Words>> = {
  access_denied: ["it did not let this person in", "They were refused there, or gave up."],
  invalid_client: ["it refuses the client", "Check the client id and the client secret."],
  unauthorized_client: [
    "it refuses the client",
    "Allow the authorization code flow for this client there.",
  ],
  invalid_grant: [
    "it does not take the code any more",
    "It was used already, or is too old, or the redirect URI is another. Sign in again.",
  ],
  invalid_scope: ["it does not know the scopes", "Correct the scopes of this issuer."],
  invalid_request: ["it does not understand the request", "Name the redirect URI there."],
  server_error: ["it has a fault of its own", "Its log says more."],
  temporarily_unavailable: ["it is not ready", "Try again in a while."],
};

const faults: Readonly<Record<string, (error: ClientError) => Words>> = {
  OAUTH_TIMEOUT: () => late,
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: (error) => {
    const { body } = (error.cause ?? {}) as { body?: { issuer?: unknown } };
    return typeof body?.issuer === "string"
      ? [`it calls itself ${shown(body.issuer)}`, "Give exactly this as the issuer."]
      : unusual(error);
  },
  OAUTH_RESPONSE_IS_NOT_CONFORM: ({ cause }) => [
    `it answers ${(cause as Partial<Response> | undefined)?.status ?? "otherwise"} to the question for its configuration`,
    "Check the address: /.well-known/openid-configuration must be below it.",
  ],
  OAUTH_RESPONSE_IS_NOT_JSON: () => [
    "it answers with something else than JSON",
    "Check the address: /.well-known/openid-configuration must be below it.",
  ],
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: () => [
    "its token is of another time",
    "Compare the clocks of both machines.",
  ],
};

function unusual({ code, message }: { code?: unknown; message: string }): Words {
  return [
    `it answers otherwise than an issuer does (${shown(String(code ?? message))})`,
    "Sign in again. Where it stays so, check the issuer's settings.",
  ];
}

/** Others' words are cut, and kept to one line. */
function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 200);
}
