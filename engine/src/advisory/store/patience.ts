import { PlimsollError } from "../../error.ts";

/** Ends what is waited for when nothing comes for too long: first until it begins, then between its parts. */
export type Patience = {
  readonly signal: AbortSignal;
  /** Something came. */
  came(): void;
  stop(): void;
  /** What went wrong, told as who waited knows it. */
  explain(cause: unknown, what: string): unknown;
};

export function openPatience(
  waits: { readonly beginMs: number; readonly stallMs: number },
  outer: AbortSignal | undefined,
): Patience {
  const own = new AbortController();
  let begun = false;
  let timer = setTimeout(() => own.abort(), waits.beginMs);
  return {
    signal: outer ? AbortSignal.any([outer, own.signal]) : own.signal,
    came() {
      begun = true;
      clearTimeout(timer);
      timer = setTimeout(() => own.abort(), waits.stallMs);
    },
    stop: () => clearTimeout(timer),
    explain(cause, what) {
      if (!own.signal.aborted || outer?.aborted) return cause;
      const ms = begun ? waits.stallMs : waits.beginMs;
      return new PlimsollError(
        "unreachable",
        `${what}: nothing came ${begun ? "any more " : ""}for ${Math.round(ms / 100) / 10} s`,
        { cause, hint: "It, or what lies between, is too slow now. Try again later." },
      );
    },
  };
}
