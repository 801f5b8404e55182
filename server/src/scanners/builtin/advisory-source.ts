import { type AdvisoryDatabase, openStarterDatabase } from "@plimsoll/engine";

/** Where the service's advisories come from, and what they are now. */
export type AdvisorySource = {
  /** What to match with. One that was replaced stays readable until it is replaced again. */
  current(): AdvisoryDatabase;
  /** Looks for newer advisories. What fails is kept in `state`; a usable database is never given up for it. */
  refresh(signal: AbortSignal): Promise<{ readonly changed: boolean }>;
  state(): DatabaseState;
  close(): Promise<void>;
};

type DatabaseState = {
  /** Where it was taken from, in words. */
  readonly source: string;
  /** When the current one was put in place. */
  readonly updatedAt: Date;
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

/** The advisories that come with Plimsoll: never newer than the program. Throws the engine's `PlimsollError`. */
export async function openStarterSource(): Promise<AdvisorySource> {
  const database = await openStarterDatabase();
  const updatedAt = new Date();
  let checkedAt: Date | null = null;
  return {
    current: () => database,
    refresh: async () => {
      checkedAt = new Date();
      return { changed: false };
    },
    state: () => ({
      source: "the advisories that come with Plimsoll",
      updatedAt,
      checkedAt,
      failures: [],
    }),
    close: async () => database.close(),
  };
}
