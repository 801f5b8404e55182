import type { PullProgress, ScanPhase, ScanProgress } from "@plimsoll/engine";

const words: Record<ScanPhase, string> = {
  resolving: "Looking up",
  reading: "Reading",
  matching: "Matching",
};

/** A bar on standard error; silent where that is no terminal. */
export type ProgressBar<T> = { update(progress: T): void; stop(): void };

export function progressBar(quiet: boolean): Promise<ProgressBar<ScanProgress>> {
  return openBar(quiet, words.resolving, ({ phase, bytesDone, bytesTotal }) => ({
    what: words[phase],
    bytesDone,
    bytesTotal,
  }));
}

/** Of databases that are fetched. */
export function downloadBar(quiet: boolean): Promise<ProgressBar<PullProgress>> {
  return openBar(quiet, "Asking for advisories", ({ source, bytesDone, bytesTotal }) => ({
    what: `Fetching ${source}`,
    bytesDone,
    bytesTotal,
  }));
}

type Shown = { readonly what: string; readonly bytesDone: number; readonly bytesTotal: number };

async function openBar<T>(
  quiet: boolean,
  first: string,
  show: (progress: T) => Shown,
): Promise<ProgressBar<T>> {
  if (quiet || !process.stderr.isTTY) return { update() {}, stop() {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: "{what} [{bar}] {done} of {all} MB",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  bar.start(1, 0, { what: first, done: "0", all: "?" });
  return {
    update(progress) {
      const { what, bytesDone, bytesTotal } = show(progress);
      bar.setTotal(Math.max(bytesTotal, 1));
      bar.update(bytesDone, { what, done: megabytes(bytesDone), all: megabytes(bytesTotal) });
    },
    stop: () => bar.stop(),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
