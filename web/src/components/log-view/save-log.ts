import type { LogLine } from "@plimsoll/api";

/** Saves the lines as a text file, one line each, as other tools write logs. */
export function saveLog(lines: readonly LogLine[], scanId: string): void {
  const url = URL.createObjectURL(new Blob([logText(lines)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `scan-${scanId}.log`;
  link.click();
  URL.revokeObjectURL(url);
}

function logText(lines: readonly LogLine[]): string {
  return lines
    .map(({ time, level, message }) => `${time} ${level.toUpperCase().padEnd(5)} ${message}\n`)
    .join("");
}
