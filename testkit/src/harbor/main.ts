import { parseArgs } from "node:util";
import { fillDemo } from "./demo.ts";
import { startHarbor } from "./harbor.ts";
import type { Version } from "./versions.ts";

/** A Harbor to try things with: `node testkit/src/harbor/main.ts [--port N] [--version 2.4] [--repositories N --artifacts N] [--step MS]`. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    version: { type: "string", default: "2.16" },
    step: { type: "string", default: "2000" },
    repositories: { type: "string" },
    artifacts: { type: "string", default: "20" },
  },
});
const [major = 2, minor = 16] = values.version.split(".").map(Number);
const version: Version = [major, minor];
const harbor = await startHarbor({
  port: Number(values.port),
  version,
  stepMs: Number(values.step),
});
await fillDemo(harbor);
if (values.repositories !== undefined)
  harbor.addMany("many", {
    repositories: Number(values.repositories),
    artifacts: Number(values.artifacts),
  });
const { username, password } = harbor.administrator;
console.log(`User ${username}, password ${password}`);
console.log(`Harbor is ready: ${harbor.address}`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    harbor.close().then(() => process.exit(0));
  });
