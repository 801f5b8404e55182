import { X509Certificate } from "node:crypto";
import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import { hostOf, type Outbound } from "../outbound/outbound.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import type { Service } from "../service.ts";
import { openDistribution } from "./distribution/adapter.ts";
import { type HarborRegistry, openHarborRegistry } from "./harbor/adapter.ts";
import type { Connection, RegistryPort } from "./port.ts";

type RegistryRow = Selectable<Database["registry"]>;
type Stored = Pick<
  RegistryRow,
  "id" | "address" | "username" | "password_sealed" | "certificate" | "insecure" | "sample"
>;
/** What a stored registry is opened with. */
type Means = Pick<Service, "secrets" | "outbound">;

type Kept = Pick<RegistryRow, "mirrors" | "repositories" | "operation">;

const adapters: Readonly<
  Record<RegistryRow["kind"], (connection: Connection, kept: Kept) => RegistryPort>
> = {
  distribution: openDistribution,
  harbor: (connection, { operation }) => openHarborRegistry(connection, operation),
};

export function openRegistryOf(
  kind: RegistryRow["kind"],
  connection: Connection,
  kept: Kept,
): RegistryPort {
  return adapters[kind](connection, kept);
}

export function connect(
  means: Means,
  row: Stored & Kept & Pick<RegistryRow, "kind">,
): RegistryPort {
  return openRegistryOf(row.kind, connectionOf(means, row), row);
}

/** With what only a Harbor can do. Throws `bad-request` for another kind. */
export function openHarbor(
  means: Means,
  row: Stored & Pick<RegistryRow, "kind" | "name">,
): HarborRegistry {
  if (row.kind !== "harbor")
    throw new PlimsollError("bad-request", `${row.name} is no Harbor.`, {
      hint: "Only a Harbor can do this.",
    });
  return openHarborRegistry(connectionOf(means, row));
}

/** How a stored registry is talked to; its password is unsealed here and nowhere else. */
export function connectionOf({ secrets, outbound }: Means, row: Stored): Connection {
  return {
    address: row.address,
    credentials: credentialsOf(row.username, unsealPassword(secrets, row)),
    certificate: row.certificate,
    insecure: row.insecure,
    // The sample is the service's own, on this machine.
    outbound: row.sample ? undefined : outbound,
  };
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

/** Where one may not go is said to whoever names it. Throws `bad-request`. */
export async function admitAddresses(
  outbound: Outbound,
  addresses: readonly string[],
): Promise<void> {
  await Promise.all(addresses.map((address) => outbound.admit(hostOf(address))));
}

/** For people's browsers, so it may have a path. Throws `bad-request`. */
export function parseExternal(address: string | null): string | null {
  if (address === null) return null;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new PlimsollError("bad-request", "The external address holds more than it should.", {
      hint: "Give what people open in a browser: scheme, host, port and path alone.",
    });
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** Throws `bad-request` for what the other kind alone has. */
export function checkKind(given: {
  readonly kind: RegistryRow["kind"];
  readonly operation?: RegistryRow["operation"] | undefined;
  readonly mirrors: readonly string[];
  readonly repositories: readonly string[];
}): void {
  const { kind, operation, mirrors, repositories } = given;
  if ((kind === "harbor") !== (operation !== undefined))
    throw new PlimsollError(
      "bad-request",
      kind === "harbor"
        ? "It is not said who runs this Harbor."
        : "Only a Harbor is hosted or native.",
      { hint: "Say hosted or native for a Harbor, and nothing for another registry." },
    );
  if (kind === "harbor" && mirrors.length + repositories.length > 0)
    throw new PlimsollError("bad-request", "A Harbor has neither mirrors nor a list by hand.", {
      hint: "Leave both out: Harbor tells what it has.",
    });
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
  checkCertificate(given.certificate);
}

/** Throws `bad-request` for what is none; null is fine. */
export function checkCertificate(certificate: string | null): void {
  if (certificate === null) return;
  try {
    new X509Certificate(certificate);
  } catch (cause) {
    throw new PlimsollError("bad-request", "The certificate cannot be read.", {
      cause,
      hint: "Paste it in PEM, beginning with -----BEGIN CERTIFICATE-----.",
    });
  }
}

function sealedFor(id: string): string {
  return placeOf("registry.password_sealed", id);
}
