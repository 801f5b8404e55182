export { administratorName } from "./accounts/administrator.ts";
export { type Config, ConfigError, loadConfig, settings } from "./config.ts";
export { PlimsollError } from "./error.ts";
export { type RunningServer, resetPassword, type ServerOptions, startServer } from "./main.ts";
