import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { z } from "zod";
import { PlimsollError } from "../error.ts";
import type { SecretBox } from "../secrets/seal.ts";
import type { Service } from "../service.ts";
import { type Claims, claimOf } from "./claims.ts";
import { askedOf, type IssuerRow, withIssuer } from "./client.ts";

/** Seconds that somebody has to sign in at the issuer. */
export const flowSeconds = 10 * 60;

/** What the browser keeps of a sign-in that it began, sealed: nobody else can end it, nor make another browser end theirs. */
const flowSchema = z.object({
  issuerId: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
  endsAt: z.number(),
});
export type Flow = z.infer<typeof flowSchema>;

/** The place of the issuer to send the browser to, and what it keeps meanwhile. Throws `issuer-failed`. */
export async function beginFlow(
  { outbound, secrets }: Pick<Service, "outbound" | "secrets">,
  issuer: IssuerRow,
  { redirectUri, returnTo }: Pick<Flow, "redirectUri" | "returnTo">,
): Promise<{ readonly url: URL; readonly sealed: string }> {
  const flow: Flow = {
    ...{ issuerId: issuer.id, redirectUri, returnTo },
    ...{ state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() },
    endsAt: Date.now() + flowSeconds * 1000,
  };
  const challenge = await calculatePKCECodeChallenge(flow.verifier);
  const url = await withIssuer(outbound, askedOf(secrets, issuer), async (configuration) =>
    buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: scopesOf(issuer) },
      ...{ state: flow.state, nonce: flow.nonce },
      ...{ code_challenge: challenge, code_challenge_method: "S256" },
    }),
  );
  if (!/^https?:$/.test(url.protocol)) throw foreign();
  return { url, sealed: secrets.seal(JSON.stringify(flow), about).toString("base64url") };
}

/** What the browser kept; null where it kept nothing that can be read, or too long. */
export function openFlow(secrets: SecretBox, sealed: string | undefined): Flow | null {
  if (sealed === undefined || sealed.length > 8000) return null;
  try {
    const text = secrets.open(Buffer.from(sealed, "base64url"), about);
    const flow = flowSchema.parse(JSON.parse(text));
    return flow.endsAt > Date.now() ? flow : null;
  } catch {
    return null;
  }
}

export type SignedIn = { readonly subject: string; readonly claims: Claims };

/**
 * Who the issuer says has signed in. `query` is what the browser came back with, whose state must be the flow's, and whose
 * issuer the one that was asked (https://www.rfc-editor.org/rfc/rfc9207). Throws `issuer-failed`.
 */
export async function endFlow(
  { outbound, secrets }: Pick<Service, "outbound" | "secrets">,
  issuer: IssuerRow,
  flow: Flow,
  query: string,
): Promise<SignedIn> {
  const { state, nonce, verifier, redirectUri } = flow;
  return withIssuer(outbound, askedOf(secrets, issuer), async (configuration) => {
    const answer = new URL(redirectUri);
    answer.search = query;
    const tokens = await authorizationCodeGrant(configuration, answer, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
      idTokenExpected: true,
    });
    const told = tokens.claims();
    if (told === undefined || !isSubject(told.sub)) throw foreign();
    const wanted = [issuer.username_claim, issuer.groups_claim];
    const { userinfo_endpoint } = configuration.serverMetadata();
    const complete = wanted.every((name) => claimOf(told, name) !== undefined);
    // Most issuers keep all but the subject out of the token.
    const more =
      complete || userinfo_endpoint === undefined
        ? {}
        : await fetchUserInfo(configuration, tokens.access_token, told.sub);
    return { subject: told.sub, claims: { ...more, ...told } };
  });
}

const about = "single-sign-on";

function scopesOf({ scopes }: IssuerRow): string {
  return [...new Set(["openid", ...scopes.split(/\s+/).filter((scope) => scope !== "")])].join(" ");
}

/** https://openid.net/specs/openid-connect-core-1_0.html#IDToken: 255 ASCII characters at most. */
function isSubject(subject: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(subject);
}

function foreign(): PlimsollError {
  return new PlimsollError("issuer-failed", "The issuer answers otherwise than one does.", {
    hint: "Check its address with whoever runs it.",
  });
}
