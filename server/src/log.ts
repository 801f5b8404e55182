import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/** JSON lines on standard error, which leaves standard output to the words for people. */
export function createLog(level: Config["logLevel"]): Logger {
  return pino(
    {
      level,
      redact: { paths: ["*.password", "*.authorization", "*.cookie", "*.token"], censor: "…" },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
