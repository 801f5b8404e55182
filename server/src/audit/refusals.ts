import type { Logger } from "pino";
import type { Db } from "../database/open.ts";
import { type Actor, type AuditNote, auditAlone, system } from "./audit.ts";

export type Refusals = {
  /** Throws nothing: who was refused is told so, whether it could be written down or not. */
  write(who: Exclude<Actor, { kind: "system" }>, note: Omit<AuditNote, "outcome">): Promise<void>;
  /** Writes down how many were not written. */
  close(): Promise<void>;
};

/** A flood of refusals must not fill the disk: so many a minute, of one address and of all; the rest is counted. */
const bounds = { ofOne: 10, ofAll: 200 };
const minute = 60_000;
/** Addresses that the count of the rest names, those with the most. */
const named = 10;

export function openRefusals(db: Db, log: Logger): Refusals {
  const written = new Map<string, number>();
  const rest = new Map<string, number>();
  let all = 0;
  let timer: NodeJS.Timeout | undefined;
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      log.error({ err: error }, "a refusal could not be written into the audit");
    }
  };
  const end = async () => {
    clearTimeout(timer);
    timer = undefined;
    const after = sumOf(rest);
    written.clear();
    rest.clear();
    all = 0;
    if (after.more > 0)
      await attempt(() =>
        auditAlone(db, system, { action: "request.refuse", outcome: "refused", after }),
      );
  };
  return {
    write: async (who, note) => {
      timer ??= setTimeout(end, minute).unref();
      const { address } = who.from;
      const count = written.get(address) ?? 0;
      if (count >= bounds.ofOne || all >= bounds.ofAll) {
        const key = rest.has(address) || rest.size < bounds.ofAll ? address : "others";
        rest.set(key, (rest.get(key) ?? 0) + 1);
        return;
      }
      written.set(address, count + 1);
      all += 1;
      await attempt(() => auditAlone(db, who, { ...note, outcome: "refused" }));
    },
    close: end,
  };
}

function sumOf(rest: ReadonlyMap<string, number>) {
  const most = [...rest].sort(([, a], [, b]) => b - a).slice(0, named);
  return {
    more: [...rest.values()].reduce((sum, count) => sum + count, 0),
    addresses: rest.size,
    most: Object.fromEntries(most),
  };
}
