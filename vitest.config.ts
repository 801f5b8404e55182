import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

const globalSetup = ["server/test/global-setup.ts"].filter((file) => existsSync(file));

export default defineConfig({
  test: {
    include: ["{api,engine,sample,server,web,cli,testkit,scripts,test}/**/*.test.{ts,tsx}"],
    environment: "node",
    globalSetup,
    // No test asks the network for advisories.
    env: { PLIMSOLL_DB_SOURCES: "starter" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
