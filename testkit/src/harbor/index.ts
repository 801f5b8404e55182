export { fillDemo } from "./demo.ts";
export { type HarborOptions, type RunningHarbor, startHarbor } from "./harbor.ts";
