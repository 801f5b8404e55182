import type { LogLine } from "@plimsoll/api";
import { saveFile } from "../../url/save-file.ts";

/** Saves the lines as a text file, one line each, as other tools write logs. */
export function saveLog(lines: readonly LogLine[], scanId: string): void {
  saveFile(`scan-${scanId}.log`, "text/plain", logText(lines));
}

function logText(lines: readonly LogLine[]): string {
  return lines
    .map(({ time, level, message }) => `${time} ${level.toUpperCase().padEnd(5)} ${message}\n`)
    .join("");
}
