export { chromiumPath, findAccessFaults, openBrowser } from "./browser.ts";
export { type DockerRegistry, hasDockerRegistry, startDockerRegistry } from "./docker-registry.ts";
export { adminPassword, type RunningPlimsoll, startPlimsoll } from "./plimsoll.ts";
