import { PlimsollError as EngineError, openConnections, sendThrough } from "@plimsoll/engine";
import type { Selectable } from "kysely";
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from "openid-client";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import { issuerFault } from "./issuer-fault.ts";

export type IssuerRow = Selectable<Database["issuer"]>;

/** Who is asked: a stored issuer, or one that is to become one. */
export type Asked = {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
};

/** Seconds for each answer, also of an issuer that hangs. */
const patience = 8;
/** Bytes of an answer: a person with thousands of groups has some hundred kB. */
const mostAnswer = 2 * 2 ** 20;
/** Seconds that clocks may differ by. */
const skew = 60;

/**
 * Does something with an issuer, whose configuration and keys are asked for anew: whom it has removed there opens
 * nothing here. Throws `issuer-failed`.
 */
export async function withIssuer<T>(
  outbound: Outbound,
  asked: Asked,
  act: (configuration: Configuration) => Promise<T>,
): Promise<T> {
  const connections = openConnections({ outbound, headersTimeout: patience * 1000 });
  const send: CustomFetch = async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const { dispatcher } = await connections.to(url);
    const answer = await sendThrough(dispatcher, {
      ...{ origin: url.origin, path: url.pathname + url.search, method },
      headers: { ...headers, "user-agent": "plimsoll" },
      body: body === undefined || body === null ? null : String(body),
      signal: signal ?? null,
    });
    const bytes = await readBounded(url, answer.body);
    const type = answer.headers["content-type"];
    return new Response(bytes.length === 0 ? null : bytes, {
      status: answer.statusCode,
      headers: type === undefined ? {} : { "content-type": String(type) },
    });
  };
  try {
    const url = new URL(asked.issuer);
    const configuration = await discovery(
      url,
      asked.clientId,
      { [clockTolerance]: skew },
      authenticationOf(asked.clientSecret),
      {
        [customFetch]: send,
        timeout: patience,
        // Tokens come over TLS; that they are signed is looked at nonetheless.
        execute: [
          enableNonRepudiationChecks,
          ...(url.protocol === "http:" ? [allowInsecureRequests] : []),
        ],
      },
    );
    return await act(configuration);
  } catch (error) {
    throw issuerFault(asked.name, error);
  } finally {
    await connections.close();
  }
}

export function askedOf(secrets: SecretBox, row: IssuerRow): Asked {
  const { id, name, issuer, client_id, client_secret_sealed } = row;
  return {
    ...{ name, issuer, clientId: client_id },
    clientSecret:
      client_secret_sealed === null ? null : secrets.open(client_secret_sealed, sealedFor(id)),
  };
}

export function sealClientSecret(secrets: SecretBox, id: string, secret: string): Buffer {
  return secrets.seal(secret, sealedFor(id));
}

/**
 * An issuer that may be asked at all. Plain http is for one on this machine, where nobody can listen. Throws
 * `bad-request`.
 */
export async function admitIssuer(outbound: Outbound, issuer: string): Promise<void> {
  const url = new URL(issuer);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new PlimsollError("bad-request", "The issuer's address holds more than it should.", {
      hint: "Give scheme, host and path alone, as the issuer calls itself.",
    });
  // The document itself would be believed whatever it says.
  if (url.pathname.includes("/.well-known/"))
    throw new PlimsollError("bad-request", "This is not the issuer, but its configuration.", {
      hint: "Leave out /.well-known/openid-configuration.",
    });
  if (url.protocol === "http:" && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname))
    throw new PlimsollError("bad-request", "An issuer is asked by https:// alone.", {
      hint: "Who is between here and there could otherwise sign in as anybody.",
    });
  await outbound.admit(url.hostname);
}

/** As the issuer wants to have it: in the header unless it names the body alone. */
function authenticationOf(secret: string | null): ClientAuth {
  if (secret === null) return None();
  const ways = { header: ClientSecretBasic(secret), body: ClientSecretPost(secret) };
  return (server, ...rest) => {
    const known = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way = known.includes("client_secret_basic") ? ways.header : ways.body;
    way(server, ...rest);
  };
}

async function readBounded(
  url: URL,
  body: AsyncIterable<Uint8Array>,
): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostAnswer)
      throw new EngineError(
        "limit-exceeded",
        `${url.host} answers with more than ${mostAnswer} bytes`,
        { hint: "This is no answer that an issuer should give. Check the address." },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function sealedFor(id: string): string {
  return placeOf("issuer.client_secret_sealed", id);
}
