export {
  type AdapterOptions,
  adapterReports,
  type FakeAdapter,
  startAdapter,
} from "./adapter/adapter.ts";
export { startAdapterProcess } from "./adapter/process.ts";
export { chromiumPath, findAccessFaults, openBrowser } from "./browser.ts";
export { type ClairOptions, type FakeClair, type FakePackage, startClair } from "./clair/clair.ts";
export { type DockerRegistry, hasDockerRegistry, startDockerRegistry } from "./docker-registry.ts";
export { fillDemo, type HarborOptions, type RunningHarbor, startHarbor } from "./harbor/index.ts";
export { type FakeServer, startFakeServer } from "./http/fake-server.ts";
export { adminPassword, type RunningPlimsoll, startPlimsoll } from "./plimsoll.ts";
export { type FakeMail, type FakeSmtp, startSmtp } from "./smtp.ts";
