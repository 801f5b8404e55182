import { X509Certificate } from "node:crypto";
import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { openDistribution } from "./distribution/adapter.ts";
import type { Connection, RegistryPort } from "./port.ts";

type RegistryRow = Selectable<Database["registry"]>;
type Stored = Pick<
  RegistryRow,
  "id" | "kind" | "address" | "username" | "password_sealed" | "certificate"
>;

const adapters: Readonly<Record<RegistryRow["kind"], (connection: Connection) => RegistryPort>> = {
  distribution: openDistribution,
};

export function openRegistryOf(kind: RegistryRow["kind"], connection: Connection): RegistryPort {
  return adapters[kind](connection);
}

/** Opens a stored registry; its password is unsealed here and nowhere else. */
export function connect(secrets: SecretBox, row: Stored): RegistryPort {
  return openRegistryOf(row.kind, {
    address: row.address,
    credentials: credentialsOf(row.username, unsealPassword(secrets, row)),
    certificate: row.certificate,
  });
}

export function unsealPassword(
  secrets: SecretBox,
  row: Pick<RegistryRow, "id" | "password_sealed">,
): string | null {
  return row.password_sealed === null ? null : secrets.open(row.password_sealed, sealedFor(row.id));
}

export function sealPassword(secrets: SecretBox, id: string, password: string): Buffer {
  return secrets.seal(password, sealedFor(id));
}

export function credentialsOf(
  username: string | null,
  password: string | null,
): Connection["credentials"] {
  return username === null || password === null ? null : { username, password };
}

/** Scheme, host and port. Throws `bad-request`. */
export function parseAddress(address: string): string {
  const url = new URL(address);
  if (url.username !== "" || url.password !== "")
    throw new PlimsollError("bad-request", "The address must not hold a user name or password.", {
      hint: "Give them in their own fields, where they are sealed.",
    });
  if (!/^\/(v2\/?)?$/.test(url.pathname) || url.search !== "" || url.hash !== "")
    throw new PlimsollError("bad-request", "The address must end after the host and port.", {
      hint: `Give ${url.origin}; its repositories are found by themselves.`,
    });
  return url.origin;
}

/** Throws `bad-request` when the two do not go together or the certificate is none. */
export function checkConnection(given: {
  username: string | null;
  hasPassword: boolean;
  certificate: string | null;
}): void {
  if ((given.username !== null) !== given.hasPassword)
    throw new PlimsollError("bad-request", "A user name and a password go together.", {
      hint: "Give both, or neither for anonymous access.",
    });
  if (given.certificate === null) return;
  try {
    new X509Certificate(given.certificate);
  } catch (cause) {
    throw new PlimsollError("bad-request", "The certificate cannot be read.", {
      cause,
      hint: "Paste it in PEM, beginning with -----BEGIN CERTIFICATE-----.",
    });
  }
}

function sealedFor(id: string): string {
  return `registry:${id}`;
}
