import { PlimsollError } from "../error.ts";
import { createLimiter } from "./limiter.ts";

/** What went wrong with one part of a registry; null: with all of it. */
export type Fault = { readonly path: string | null; readonly error: PlimsollError };

/** Runs parts of a sync, so many at once, and keeps what the registry is to blame for. */
export type Runner = {
  /** Waits for a place and starts it. Throws what went wrong with an earlier one and is no fault of the registry's. */
  start(path: string, act: () => Promise<void>): Promise<void>;
  /** Until all that was started is over; throws as `start` does. */
  drain(): Promise<void>;
  readonly faults: Fault[];
};

export function createRunner(atOnce: number, signal: AbortSignal): Runner {
  const limiter = createLimiter(atOnce);
  const running = new Set<Promise<void>>();
  const faults: Fault[] = [];
  let failure: { readonly error: unknown } | null = null;
  const rethrow = () => {
    if (failure !== null) throw failure.error;
  };
  return {
    faults,
    async start(path, act) {
      rethrow();
      await limiter.enter();
      const one: Promise<void> = act()
        .catch((error: unknown) => {
          if (error instanceof PlimsollError && !signal.aborted) faults.push({ path, error });
          else failure ??= { error };
        })
        .finally(() => {
          running.delete(one);
          limiter.leave();
        });
      running.add(one);
    },
    async drain() {
      await Promise.all(running);
      rethrow();
    },
  };
}
