export { administratorName } from "./accounts/administrator.ts";
export { type Config, ConfigError, loadConfig, settings } from "./config.ts";
export { PlimsollError } from "./error.ts";
export { exportAuditTo, resetPassword, rotateSecrets, verifyAudit } from "./installation.ts";
export { type RunningServer, type ServerOptions, startServer } from "./main.ts";
export { parseSecretKey } from "./setting-values.ts";
