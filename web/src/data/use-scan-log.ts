import type { LogLine, ScanLog } from "@plimsoll/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** What the browser keeps of one log; the download has the same bound. */
const maxLines = 100_000;

/** The whole log so far; `log` events add to it while the scan runs. */
export function useScanLog(scanId: string) {
  return useQuery({
    queryKey: [...keys.log, scanId],
    queryFn: ({ signal }) => readLog(scanId, signal),
  });
}

async function readLog(id: string, signal: AbortSignal): Promise<ScanLog> {
  let log: ScanLog = { lines: [], ended: false };
  while (log.lines.length < maxLines) {
    const after = log.lines.at(-1)?.line ?? 0;
    const more = await client.getScanLog({ params: { id }, query: { after }, signal });
    log = { lines: mergeLines(log.lines, more.lines), ended: more.ended };
    if (more.ended || more.lines.length === 0) break;
  }
  return log;
}

/** Lines by their number, each once, however they came. */
export function mergeLines(known: LogLine[], more: LogLine[]): LogLine[] {
  const last = known.at(-1)?.line ?? 0;
  const fresh = more.filter((line) => line.line > last);
  return fresh.length === 0 ? known : [...known, ...fresh];
}

/** Events are missed while a connection is down: then the log must be read again. */
export function hasGap(known: LogLine[], more: LogLine[]): boolean {
  const first = more[0];
  return first !== undefined && first.line > (known.at(-1)?.line ?? 0) + 1;
}
