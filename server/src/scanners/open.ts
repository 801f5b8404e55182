import type { ScannerConfig } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import { hostOf } from "../outbound/outbound.ts";
import { openHarbor } from "../registries/connection.ts";
import { placeOf } from "../secrets/sealed.ts";
import type { Service } from "../service.ts";
import { createAdapterScanner } from "./adapter/scanner.ts";
import { openChosenHarborScanner } from "./chosen-in-harbor.ts";
import { createClairScanner } from "./clair/scanner.ts";
import type { ScannerRow } from "./find.ts";
import type { FindingsScanner } from "./findings-port.ts";

type Opened = { readonly scanner: FindingsScanner; close(): Promise<void> };

/** A stored scanner that brings findings; its secret is unsealed here and nowhere else. */
export function openScanner(
  service: Service,
  row: ScannerRow,
  place: {
    readonly registry: Selectable<Database["registry"]>;
    readonly repository: string;
    /** Whether Harbor may be told to scan the space with it from now on. */
    readonly chosen: boolean;
  } | null,
): Opened {
  if (row.config !== null) {
    const secret = unsealSecret(service, row);
    return { scanner: openConfigured(service, row.config, secret), close: async () => undefined };
  }
  if (row.kind !== "harbor" || row.remote_uuid === null || place === null)
    throw new Error(`${row.name} brings no findings of its own`);
  if (place.registry.id !== row.registry_id)
    throw new PlimsollError("not-scannable", `${row.name} is installed in another Harbor.`, {
      hint: "It scans the images of that Harbor only. Choose another scanner here.",
    });
  const harbor = openHarbor(service, place.registry);
  return {
    scanner: openChosenHarborScanner(harbor.client, {
      uuid: row.remote_uuid,
      name: row.name,
      space: place.repository.split("/")[0] ?? place.repository,
      change: place.chosen,
    }),
    close: harbor.close,
  };
}

/** One that is added by hand. Throws `bad-request` where a secret is missing. */
export function openConfigured(
  service: Service,
  config: ScannerConfig,
  secret: string | null,
): FindingsScanner {
  const open = kinds[config.kind] as (...given: Parameters<Open<ScannerConfig>>) => FindingsScanner;
  return open(config, secret, service);
}

type Open<Config> = (config: Config, secret: string | null, service: Service) => FindingsScanner;

const kinds: {
  readonly [Kind in ScannerConfig["kind"]]: Open<Extract<ScannerConfig, { kind: Kind }>>;
} = {
  trivy: ({ server: address, advisories, certificate, insecure }, token, { trivy }) =>
    trivy(address === null ? advisories : { address, token, certificate, insecure }),
  clair: ({ issuer, ...config }, key, { outbound }) =>
    createClairScanner({
      ...{ ...config, outbound },
      psk: issuer === null ? null : { issuer, key: needed(key, "the shared key") },
    }),
  adapter: ({ auth, username, ...given }, secret, { outbound }) => {
    const config = { ...given, outbound };
    switch (auth) {
      case "none":
        return createAdapterScanner({ ...config, auth: { kind: "none" } });
      case "basic":
        return createAdapterScanner({
          ...config,
          auth: {
            kind: "basic",
            username: needed(username, "a user name"),
            password: needed(secret, "the password"),
          },
        });
      case "bearer":
        return createAdapterScanner({
          ...config,
          auth: { kind: "bearer", token: needed(secret, "the token") },
        });
      case "api-key":
        return createAdapterScanner({
          ...config,
          auth: { kind: "api-key", key: needed(secret, "the API key") },
        });
    }
  },
};

function needed(value: string | null, what: string): string {
  if (value !== null && value !== "") return value;
  throw new PlimsollError("bad-request", `The scanner needs ${what}.`, {
    hint: "Enter it, or choose another way for it to know who asks.",
  });
}

export function sealSecret({ secrets }: Service, id: string, secret: string): Buffer {
  return secrets.seal(secret, sealedFor(id));
}

export function unsealSecret(
  { secrets }: Service,
  row: Pick<ScannerRow, "id" | "secret_sealed">,
): string | null {
  return row.secret_sealed === null ? null : secrets.open(row.secret_sealed, sealedFor(row.id));
}

function sealedFor(id: string): string {
  return placeOf("scanner.secret_sealed", id);
}

/** Where its secret goes; null where there is no such place. */
export function addressOf(config: ScannerConfig): string | null {
  return config.kind === "trivy" ? config.server : config.address;
}

/** Where one may not go is said to whoever names it. Throws `bad-request`. */
export async function admitScanner({ outbound }: Service, config: ScannerConfig): Promise<void> {
  const address = addressOf(config);
  if (address !== null) await outbound.admit(hostOf(address));
}

/** Throws `bad-request`. */
export function refuseOtherAddress(address: string | null, stored: string | null): void {
  if (address === stored) return;
  throw new PlimsollError("bad-request", "The stored secret is for another address.", {
    hint: "Enter the secret again, so that it is not sent to a place it was not meant for.",
  });
}
