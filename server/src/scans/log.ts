import type { LogLine } from "@plimsoll/api";
import { sql } from "kysely";
import type { Logger } from "pino";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { publish } from "../events/bus.ts";

type Line = Pick<LogLine, "level" | "message"> & { readonly time: string };

/** A hostile image must not fill the table: what is beyond is left out, and the last line says so. */
const linesAtMost = 10_000;
const messageAtMost = 4000;
/** Milliseconds. */
const flushEvery = 250;
const bufferAtMost = 1000;

/** Adds lines to a scan's log and tells those who follow it. Lines of several writers get their numbers in turn. */
export async function appendLog(db: Db, scanId: string, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const scan = await tx
      .selectFrom("scan")
      .select("id")
      .where("id", "=", scanId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (scan === undefined) return;
    const { last } = await tx
      .selectFrom("scan_log")
      .select(sql<number>`coalesce(max(line), 0)`.as("last"))
      .where("scan_id", "=", scanId)
      .executeTakeFirstOrThrow();
    const room = linesAtMost - last;
    if (room <= 0) return;
    const kept = lines.length < room ? lines : [...lines.slice(0, room - 1), cut()];
    await sql`
      insert into scan_log (scan_id, line, time, level, message)
      select ${scanId}::uuid, ${last}::integer + ordinality, (line ->> 'time')::timestamptz,
        line ->> 'level', line ->> 'message'
      from jsonb_array_elements(${toJson(kept)}::jsonb) with ordinality as given(line, ordinality)`.execute(
      tx,
    );
    await publish(tx, { type: "log-lines", scanId, after: last, last: last + kept.length });
  });
}

export type ScanLogWriter = {
  write(level: Line["level"], message: string): void;
  /** All that was written is kept when it is done. */
  flush(): Promise<void>;
  /** Forgets what was not kept yet and takes nothing more. */
  discard(): void;
};

/** Writes in batches, for a scan may say much in a moment. */
export function openScanLog(db: Db, scanId: string, log: Logger): ScanLogWriter {
  let buffer: Line[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let discarded = false;
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const lines = buffer;
    buffer = [];
    writing = writing
      .then(() => (discarded ? undefined : appendLog(db, scanId, lines)))
      .catch((error) => log.warn({ err: error, scanId }, "lines of a scan's log were lost"));
    return writing;
  };
  return {
    write: (level, message) => {
      if (discarded || buffer.length >= linesAtMost) return;
      const text =
        message.length > messageAtMost ? `${message.slice(0, messageAtMost)} …` : message;
      buffer.push({ level, message: text, time: new Date().toISOString() });
      if (buffer.length >= bufferAtMost) void flush();
      else timer ??= setTimeout(flush, flushEvery);
    },
    flush,
    discard: () => {
      discarded = true;
      clearTimeout(timer);
    },
  };
}

function cut(): Line {
  return {
    level: "warn",
    message: `The log ends here: no more than ${linesAtMost} lines are kept.`,
    time: new Date().toISOString(),
  };
}
