import type { ScanPhase, ScanProgress } from "@plimsoll/engine";

const words: Record<ScanPhase, string> = {
  resolving: "Looking up",
  reading: "Reading",
  matching: "Matching",
};

/** A bar on standard error; silent where that is no terminal. */
export type ProgressBar = { update(progress: ScanProgress): void; stop(): void };

export async function progressBar(quiet: boolean): Promise<ProgressBar> {
  if (quiet || !process.stderr.isTTY) return { update() {}, stop() {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: "{phase} [{bar}] {done} of {all} MB",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  bar.start(1, 0, { phase: words.resolving, done: "0", all: "?" });
  return {
    update({ phase, bytesDone, bytesTotal }) {
      bar.setTotal(Math.max(bytesTotal, 1));
      bar.update(bytesDone, {
        phase: words[phase],
        done: megabytes(bytesDone),
        all: megabytes(bytesTotal),
      });
    },
    stop: () => bar.stop(),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
