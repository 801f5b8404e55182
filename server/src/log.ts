import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/** JSON lines on standard error, which leaves standard output to the words for people; or in a file. */
export function createLog(level: Config["logLevel"], file?: string): Logger {
  return pino(
    {
      level,
      redact: { paths: ["*.password", "*.authorization", "*.cookie", "*.token"], censor: "…" },
    },
    pino.destination({ dest: file ?? 2, sync: true }),
  );
}
