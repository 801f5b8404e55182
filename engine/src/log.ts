export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where words about a run go, for whoever follows it. */
export type Log = (level: LogLevel, message: string) => void;
