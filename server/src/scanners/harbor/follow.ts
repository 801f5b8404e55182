import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError } from "../../error.ts";
import type { HarborOverview, HarborScanStatus } from "../../registries/harbor/answers.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { refusalOf } from "../../registries/harbor/errors.ts";
import type { Redact } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";
import { faults, whyForgotten } from "./faults.ts";
import { failureLine } from "./log.ts";
import { overviewOf } from "./overview.ts";

export type FollowPatience = {
  /** Milliseconds from one look to the next: at first, and at most; it grows while nothing changes. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** How long a scan may wait for its turn: behind a scan of everything that is hours. */
  readonly waitingMs: number;
  readonly runningMs: number;
  /** How long Harbor may be away. */
  readonly awayMs: number;
  /** How long it may tell nothing, or what was before. */
  readonly silentMs: number;
};
const minute = 60_000;
const usual: FollowPatience = {
  firstMs: 500,
  longestMs: 10_000,
  waitingMs: 6 * 60 * minute,
  runningMs: 60 * minute,
  awayMs: 15 * minute,
  silentMs: 40_000,
};

export type EndedScan = { readonly reportId: string | null; readonly overview: HarborOverview };

type Target = { readonly repository: string; readonly digest: string };
type Live = Exclude<HarborScanStatus, "Success" | "Error" | "Stopped">;

/** What Harbor's states are called here, in the log, and how long each may last. */
const live: Readonly<Record<Live, { words: string; bound: "waitingMs" | "runningMs" }>> = {
  Pending: { words: "waits for its turn in Harbor", bound: "waitingMs" },
  Scheduled: { words: "waits for its turn in Harbor", bound: "waitingMs" },
  Running: { words: "runs in Harbor", bound: "runningMs" },
};

/**
 * Looks at Harbor's state of the scan until it ended well. `stale` is what Harbor told before the scan was asked for.
 * Harbor may be away for a while, and its job service restart the scan. Throws what `faults` has.
 */
export async function followScan(
  client: HarborClient,
  target: Target,
  { signal, log, onProgress }: FindingsRun,
  options: {
    readonly stale: HarborOverview | null;
    readonly patience?: Partial<FollowPatience> | undefined;
    readonly redact: Redact;
  },
): Promise<EndedScan> {
  const patience = { ...usual, ...options.patience };
  let status: Live | "silent" | "away" | null = null;
  let since = Date.now();
  let pause = patience.firstMs;
  const enter = (now: Live | "silent" | "away", words: string) => {
    if (status === now) {
      pause = Math.min(pause * 1.5, patience.longestMs);
      return;
    }
    if (words !== "") log(now === "away" ? "warn" : "info", words);
    [status, since, pause] = [now, Date.now(), patience.firstMs];
  };

  for (;;) {
    const seen = await look(client, target, signal);
    if (seen instanceof PlimsollError) {
      enter("away", `Harbor does not answer as it should (${seen.message}); it is asked again`);
      if (Date.now() - since >= patience.awayMs) throw faults.lost(seen);
    } else if (seen === null || isSame(seen, options.stale)) {
      enter("silent", "");
      if (Date.now() - since >= patience.silentMs) {
        if (seen === null) throw await whyForgotten(client, target, signal);
        // Nothing newer comes: then this is it, from a scan that was over at once.
        return ended(seen);
      }
    } else if (seen.scan_status in live) {
      const now = seen.scan_status as Live;
      enter(now, `The scan ${live[now].words}`);
      onProgress(null);
      const bound = patience[live[now].bound];
      if (Date.now() - since >= bound) throw faults.stuck(now, Math.round(bound / minute));
    } else return await settle(client, target, seen, signal, options.redact);
    await rest(pause, signal);
  }
}

async function settle(
  client: HarborClient,
  target: Target,
  seen: HarborOverview,
  signal: AbortSignal,
  redact: Redact,
): Promise<EndedScan> {
  if (seen.scan_status === "Stopped") throw faults.stopped();
  if (seen.scan_status === "Error")
    throw faults.failed(await failureLine(client, target, seen.report_id, signal, redact));
  return ended(seen);
}

function ended(overview: HarborOverview): EndedScan {
  return { reportId: overview.report_id, overview };
}

/** The same end of the same scan. Harbor makes a new report for each scan. */
function isSame(seen: HarborOverview, before: HarborOverview | null): boolean {
  return (
    before !== null &&
    !(before.scan_status in live) &&
    seen.report_id === before.report_id &&
    seen.end_time === before.end_time &&
    seen.scan_status === before.scan_status
  );
}

/** The state, null where Harbor tells none, or the error of a Harbor that is not itself just now. */
async function look(
  client: HarborClient,
  target: Target,
  signal: AbortSignal,
): Promise<HarborOverview | null | PlimsollError> {
  try {
    return overviewOf(await client.artifact(target.repository, target.digest, signal));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const status = refusalOf(error)?.status;
    if (status === 404) throw faults.vanished(target, error);
    if (error.code === "registry-credentials" || error.code === "registry-certificate") throw error;
    return error;
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms * (0.9 + Math.random() / 5), undefined, { signal });
}
