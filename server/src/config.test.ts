import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, loadConfig, settings } from "./config.ts";
import { loopbackNets } from "./outbound/nets.ts";

test("without settings the service listens on loopback and keeps its data in the current folder", () => {
  const { shown: _, ...config } = loadConfig({});
  expect(config).toEqual({
    host: "127.0.0.1",
    port: 4180,
    data: resolve(".plimsoll"),
    databaseUrl: null,
    secretKey: null,
    adminPassword: null,
    passwordDenylist: null,
    updateHours: 6,
    syncMinutes: 15,
    retentionDays: 90,
    auditDays: 400,
    trivy: "trivy",
    advisories: {
      sources: ["mirror.gcr.io/aquasec/trivy-db:2", "ghcr.io/aquasecurity/trivy-db:2"],
      java: null,
      kev: null,
      epss: null,
      own: [],
      credentials: null,
    },
    trustedProxies: loopbackNets,
    tls: null,
    rateLimit: 3000,
    metricsToken: null,
    offline: false,
    publicUrl: null,
    outbound: { allow: null, deny: [] },
    logLevel: "warn",
  });
});

test.each([
  ["PLIMSOLL_PORT", "70000", /0 to 65535/],
  ["PLIMSOLL_PORT", "80a", /0 to 65535/],
  ["PLIMSOLL_HOST", "a b", /no host name/],
  ["DATABASE_URL", "mysql://secret@host/db", /postgres:\/\//],
  ["PLIMSOLL_SECRET_KEY", "c2hvcnQ=", /32 bytes/],
  ["PLIMSOLL_ADMIN_PASSWORD", "eleven char", /12 to 1000/],
  ["PLIMSOLL_UPDATE_HOURS", "often", /0\.1 to 500/],
  ["PLIMSOLL_UPDATE_HOURS", "1000", /0\.1 to 500/],
  ["PLIMSOLL_RETENTION_DAYS", "-1", /0 to 9999/],
  ["PLIMSOLL_LOG_LEVEL", "loud", /debug, info, warn/],
  ["PLIMSOLL_OFFLINE", "maybe", /neither 1 nor 0/],
  ["PLIMSOLL_DB_USERNAME", "me", /go together/],
  ["PLIMSOLL_PUBLIC_URL", "plimsoll.example.com", /https:\/\//],
  ["PLIMSOLL_PUBLIC_URL", "https://example.com/plimsoll", /without a path/],
  ["PLIMSOLL_OUTBOUND_ALLOW", "10.0.0.0/8,10.0.0.0/33", /"10\.0\.0\.0\/33" is neither a net/],
  ["PLIMSOLL_OUTBOUND_DENY", "https://example.com", /neither a net/],
  ["PLIMSOLL_TRUSTED_PROXIES", "proxy.example.com", /neither an address nor a net/],
  ["PLIMSOLL_TRUSTED_PROXIES", "0.0.0.0/0", /everybody/],
  ["PLIMSOLL_TLS_CERT", "tls.crt", /go together/],
  ["PLIMSOLL_TLS_KEY", "tls.key", /go together/],
  ["PLIMSOLL_RATE_LIMIT", "59", /0, or 60 to/],
  ["PLIMSOLL_RATE_LIMIT", "many", /no number of requests/],
])("%s=%s is refused with what is expected", (name, value, message) => {
  expect(() => loadConfig({ [name]: value })).toThrow(message);
});

test("every fault is told at once, and a misspelt name with the one that was meant", () => {
  const faults = faultsOf({
    PLIMSOLL_PORT: "x",
    PLIMSOLL_PASSWORD_ADMIN: "irrelevant",
    PLIMSOL_HOST: "not ours",
    PLIMSOLL_REGISTRY_PASSWORD: "the scan command's",
    PLIMSOLL_DB_DIR: "the scan command's",
    PLIMSOLL_OFFLINE: "1",
    PLIMSOLL_HOTS: "localhost",
    PATH: "/bin",
  });
  expect(faults).toEqual([
    expect.stringContaining("PLIMSOLL_PORT"),
    "PLIMSOLL_PASSWORD_ADMIN: there is no such setting.",
    "PLIMSOLL_HOTS: there is no such setting; did you mean PLIMSOLL_HOST?",
  ]);
});

test("a malformed secret is not repeated in the fault", () => {
  const env = {
    DATABASE_URL: "hunter2://hunter2@x",
    PLIMSOLL_SECRET_KEY: "hunter2",
    PLIMSOLL_ADMIN_PASSWORD: "hunter2",
  };
  expect(faultsOf(env).join()).not.toContain("hunter2");
});

test("a key may be written in hex or base64", () => {
  const key = Buffer.alloc(32, 7);
  for (const text of [key.toString("hex"), key.toString("base64")])
    expect(loadConfig({ PLIMSOLL_SECRET_KEY: text }).secretKey).toEqual(key);
});

test("every setting has a text for people", () => {
  for (const setting of settings) expect(setting.text).toMatch(/^[A-Z].{20,}\.$/);
});

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
