import { PlimsollError } from "../../error.ts";
import { failureAfter, isResting } from "./failures.ts";
import { checkDatabase, type DatabaseKind } from "./kinds.ts";
import { type PullOptions, pullDatabase, type RegistryAccess } from "./pull.ts";
import { changeState, type Kept, readState, type StoreFile } from "./state.ts";
import { keepDraft, withDraft } from "./versions.ts";

export type UpdateOptions = Pick<PullOptions, "signal" | "onProgress"> & {
  /** Also what is new enough, and sources that are to be left alone. */
  readonly force?: boolean;
  /** Also Trivy's Java database, which is otherwise only followed once it is there. */
  readonly java?: boolean;
  /**
   * How long to wait for the first byte of a source, and, where there is a database already, for another process
   * that is at it; milliseconds.
   */
  readonly beginMs?: number;
};

/** A registry is asked no more often than this when it has nothing newer than what should be old. */
const hourMs = 3_600_000;
const patient = { beginMs: 30_000, stallMs: 30_000 };

/** What one kind of database needs to be kept up to date. */
export type Subject = {
  readonly store: string;
  readonly kind: DatabaseKind;
  /** Artifacts, in order of preference. */
  readonly names: readonly string[];
  readonly access: RegistryAccess;
  readonly now: () => Date;
};

/** Whether there is something to ask for, and somebody to ask. */
export function isDue(subject: Subject, state: StoreFile): boolean {
  const { names, now } = subject;
  return isOld(subject, state) && names.some((name) => !isResting(failureOf(state, name), now()));
}

/** Whether what is kept is to be replaced, whoever can be asked for it. */
export function isOld({ kind, names, now: clock }: Subject, state: StoreFile): boolean {
  const kept = state.kept[kind.name];
  const checkedAt = state.checkedAt[kind.name];
  const now = clock();
  if (kept === undefined) return true;
  if (kept.origin === "artifact" && !names.includes(kept.source)) return true;
  const sinceCheck = now.getTime() - Date.parse(checkedAt ?? "1970-01-01");
  return now.getTime() >= Date.parse(kept.nextUpdate) && Math.abs(sinceCheck) >= hourMs;
}

/**
 * Asks one source after the other for a newer database until one has it or has none newer. What fails is noted in
 * the state and nowhere else; what is kept stays. Gives whether one answered. To be called by who has the lock. Throws `aborted`, and `io` where the
 * store cannot be written.
 */
export async function updateDatabase(subject: Subject, options: UpdateOptions): Promise<boolean> {
  const { store, names, now } = subject;
  for (const name of names) {
    const state = await readState(store);
    if (!options.force && isResting(failureOf(state, name), now())) continue;
    try {
      await updateFrom(subject, name, state.kept[subject.kind.name], options);
      return true;
    } catch (error) {
      if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
      await noteFailure(store, name, error, now());
    }
  }
  return false;
}

async function updateFrom(
  { store, kind, access, now }: Subject,
  name: string,
  kept: Kept | undefined,
  { signal, onProgress, force, beginMs = patient.beginMs }: UpdateOptions,
): Promise<void> {
  await withDraft(store, async (draft) => {
    const { digest, pulled } = await pullDatabase(kind, name, draft, {
      access,
      known: force ? null : (kept?.digest ?? null),
      ...patient,
      beginMs,
      signal,
      onProgress,
    });
    const at = now().toISOString();
    let next = kept;
    if (pulled) {
      const { version, date, nextUpdate } = checkDatabase(kind, draft, now());
      next = {
        ...(await keepDraft(store, draft, kind.name)),
        source: name,
        origin: "artifact",
        digest,
        version,
        date,
        fetchedAt: at,
        nextUpdate: nextUpdate.toISOString(),
      };
    }
    await changeState(store, (before) => ({
      ...before,
      kept: next ? { ...before.kept, [kind.name]: { ...next, source: name } } : before.kept,
      checkedAt: { ...before.checkedAt, [kind.name]: at },
      failures: before.failures.filter(({ source }) => source !== name),
    }));
  });
}

export async function noteFailure(
  store: string,
  source: string,
  error: PlimsollError,
  now: Date,
): Promise<void> {
  await changeState(store, (before) => ({
    ...before,
    failures: [
      ...before.failures.filter((one) => one.source !== source),
      failureAfter(failureOf(before, source), source, error, now),
    ],
  }));
}

export function failureOf(state: StoreFile, name: string) {
  return state.failures.find(({ source }) => source === name);
}
