import type { AdvisoryDatabase, JavaDatabase, Taken } from "@plimsoll/engine";

/** Where the service's advisories come from, and what they are now. */
export type AdvisorySource = {
  /** What to match with. One that was replaced stays readable until it is replaced again. */
  current(): AdvisoryDatabase;
  /** Looks for newer advisories; with `force` also before the next ones are due. What fails is kept in `state`; a usable database is never given up for it. */
  refresh(
    signal: AbortSignal,
    options?: { readonly force: boolean },
  ): Promise<{ readonly changed: boolean }>;
  /** Opens what is kept now, as `refresh` does after its look. */
  reopen(): Promise<{ readonly changed: boolean }>;
  /** Whether one that is taken over would be used: the settings may name another. */
  takes(kind: Taken["kind"]): boolean;
  /** Puts a database from a file in the place of the one kept; `reopen` has it used. Throws the engine's `PlimsollError`, with all as it was. */
  take(path: string): Promise<Taken>;
  state(): DatabaseState;
  /** Names Java archives that do not name themselves, and its version; null where there is none. */
  javaDatabase(): { readonly database: JavaDatabase; readonly version: string } | null;
  /** Where the database in use lies, if it is one that Trivy itself can read. */
  trivyFolder(): string | null;
  close(): Promise<void>;
};

export type DatabaseState = {
  /** Where it was taken from, in words. */
  readonly source: string;
  /** When the current one was fetched; null for what came with the program. */
  readonly updatedAt: Date | null;
  /** When it was last looked for a newer one. */
  readonly checkedAt: Date | null;
  /** Why the last look found none, if something is wrong; each place that was tried. */
  readonly failures: readonly DatabaseFailure[];
};

export type DatabaseFailure = {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly at: Date;
};
