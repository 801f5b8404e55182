import { createHmac } from "node:crypto";

/** Clair's shared key, https://quay.github.io/clair/concepts/authentication.html */
export type Psk = {
  /** As in Clair's configuration: base64. */
  readonly key: string;
  /** One of those that its configuration lists. */
  readonly issuer: string;
};

/** Short: a token that is read somewhere is worth little soon. Clair grants 15 s more for clocks that differ. */
const seconds = 300;

/** A JWT for one request, https://www.rfc-editor.org/rfc/rfc7519 */
export function signToken({ key, issuer }: Psk, now = Date.now()): string {
  const issued = Math.floor(now / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({
    iss: issuer,
    iat: issued,
    exp: issued + seconds,
  })}`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(content).digest();
  return `${content}.${signature.toString("base64url")}`;
}
