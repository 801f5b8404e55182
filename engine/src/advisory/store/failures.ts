import type { PlimsollError } from "../../error.ts";
import type { SourceFailure } from "./state.ts";

const firstMs = 5 * 60_000;
const longestMs = 6 * 3_600_000;
/** Past this it is not believed that a registry means it. */
const longestAskedMs = 86_400_000;

/** What becomes of a source that failed: each time it is left alone for twice as long, or for as long as it asks. */
export function failureAfter(
  before: SourceFailure | undefined,
  source: string,
  error: PlimsollError,
  now: Date,
): SourceFailure {
  const times = (before?.times ?? 0) + 1;
  const pause = Math.max(
    Math.min(firstMs * 2 ** (times - 1), longestMs),
    Math.min((error.retryAfterSeconds ?? 0) * 1000, longestAskedMs),
  );
  const retryAt = new Date(now.getTime() + pause).toISOString();
  return { ...describeFailure(source, error, now), times, retryAt };
}

/** Of a source that is only read: it is looked at each time. */
export function describeFailure(source: string, error: PlimsollError, now: Date): SourceFailure {
  const { code, message, hint } = error;
  return { source, at: now.toISOString(), code, message, hint, times: 1, retryAt: null };
}

/** Whether it is to be left alone still. A clock that was set back does not make that long. */
export function isResting(failure: SourceFailure | undefined, now: Date): boolean {
  if (failure === undefined || failure.retryAt === null) return false;
  const left = Date.parse(failure.retryAt) - now.getTime();
  return left > 0 && left <= longestAskedMs;
}
