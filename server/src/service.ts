import type { Settings } from "@plimsoll/api";
import type { Logger } from "pino";
import type { KnownPasswords } from "./accounts/known-passwords.ts";
import type { View } from "./accounts/person.ts";
import type { Refusals } from "./audit/refusals.ts";
import type { Db } from "./database/open.ts";
import type { SeenDatabases } from "./database/seen.ts";
import type { EventBus } from "./events/bus.ts";
import type { Outbound } from "./outbound/outbound.ts";
import type { AdvisorySource } from "./scanners/builtin/advisory-source.ts";
import type { Scanner } from "./scanners/port.ts";
import type { TrivyPool } from "./scanners/trivy-pool.ts";
import type { SecretBox } from "./secrets/seal.ts";

/** What the verbs of the domain work with. */
export type Service = {
  readonly version: string;
  readonly db: Db;
  /** What of it is seen; what works in the background works on everything. */
  readonly view: View;
  /** The same service on what somebody sees: of all else it finds nothing. */
  seenBy(view: View): Service;
  readonly secrets: SecretBox;
  /** Passwords that nobody may choose. */
  readonly knownPasswords: KnownPasswords;
  readonly scanner: Scanner;
  readonly advisories: AdvisorySource;
  /** The folder in which files lie while they are taken over. */
  readonly imports: string;
  readonly trivy: TrivyPool;
  /** Between two looks for newer advisories; 0: none by itself. */
  readonly updateHours: number;
  /** Between two reads of what changed in a registry; 0: none by itself. */
  readonly syncMinutes: number;
  /** That what is over is kept; 0: without end. */
  readonly retentionDays: number;
  /** That the audit is kept; 0: without end. */
  readonly auditDays: number;
  /** Where refusals are written down. */
  readonly refusals: Refusals;
  /** What people open, without a slash at the end; null: what each browser asked for. */
  readonly publicUrl: string | null;
  /** What it was started with, as it is told. */
  readonly settings: Settings;
  /** Where it goes for people who name an address. */
  readonly outbound: Outbound;
  readonly events: EventBus;
  readonly log: Logger;
};

/** Each view has one service, for what is kept beside its database is kept by it. */
export function withViews(
  base: Omit<Service, "seenBy" | "view">,
  databases: SeenDatabases,
): Service {
  const made = new WeakMap<Db, Service>();
  const all: Service = {
    ...base,
    view: { kind: "everything" },
    seenBy: (view) => {
      if (view.kind === "everything") return all;
      const db = databases.of(view.kind === "workspace" ? view.id : null);
      const service = made.get(db) ?? { ...all, db, view };
      made.set(db, service);
      return service;
    },
  };
  return all;
}
