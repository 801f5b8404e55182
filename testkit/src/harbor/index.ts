export { fillDemo } from "./demo.ts";
export { type HarborOptions, inventedFindings, type RunningHarbor, startHarbor } from "./harbor.ts";
export type { Robot, Scanner } from "./model.ts";
