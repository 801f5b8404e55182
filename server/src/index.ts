export { administratorName } from "./accounts/administrator.ts";
export { type Config, ConfigError, loadConfig, parseSecretKey, settings } from "./config.ts";
export { PlimsollError } from "./error.ts";
export { exportAuditTo, resetPassword, rotateSecrets, verifyAudit } from "./installation.ts";
export { type RunningServer, type ServerOptions, startServer } from "./main.ts";
