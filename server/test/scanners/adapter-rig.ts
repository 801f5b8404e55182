import { type AdapterOptions, startAdapter, startAdapterProcess } from "@plimsoll/testkit";
import type { AdapterAuth } from "../../src/scanners/adapter/auth.ts";
import { createAdapterScanner } from "../../src/scanners/adapter/scanner.ts";
import { account } from "./registry.ts";
import { known, layerDigests, nowhere, openTarget, type Rig, type Situation } from "./rig.ts";

const key = "adapter-geheim-8";
const basic = `Basic ${Buffer.from(`plimsoll:${key}`).toString("base64")}`;

type Way = { readonly auth: AdapterAuth; readonly header: string; readonly value: string };
const ways = {
  "api-key": { auth: { kind: "api-key", key }, header: "x-scanneradapter-api-key", value: key },
  basic: {
    auth: { kind: "basic", username: "plimsoll", password: key },
    header: "authorization",
    value: basic,
  },
  bearer: { auth: { kind: "bearer", token: key }, header: "authorization", value: `Bearer ${key}` },
} as const satisfies Record<string, Way>;

const faults: Partial<Record<Situation, AdapterOptions["fault"]>> = {
  garbage: { at: "report", answer: "garbage" },
  "too-much": { at: "report", answer: "endless" },
  stuck: { at: "report", answer: "stuck" },
  talkative: {
    at: "report",
    answer: {
      status: 500,
      body: {
        error: {
          message: `pulling with ${account.username}:${account.password} of https://user:${key}@blobs.example.com/a?X-Amz-Signature=${key} failed`,
        },
      },
    },
  },
};

export function adapterRig(
  name: string,
  options: Pick<AdapterOptions, "version" | "produces" | "registryAuthorization"> & {
    readonly way: keyof typeof ways;
    readonly tellsLayers: boolean;
    readonly process?: boolean;
  },
): Rig {
  const { way, tellsLayers, process, ...more } = options;
  const { auth, header, value } = ways[way];
  return {
    name,
    tellsLayers,
    async open(situation, { ms }) {
      const { registry, image, target, close } = await openTarget(situation);
      const layers = layerDigests(image);
      const given: AdapterOptions = {
        ...more,
        auth: { header, value: situation === "wrong-key" ? "another" : value },
        vulnerabilities:
          situation === "nothing-found"
            ? []
            : known.map((one) => ({
                id: one.id,
                package: one.package,
                version: one.version,
                fix_version: one.fixed,
                severity: one.severity === "high" ? "High" : "Low",
                links: [`https://example.com/${one.id}`],
                ...(tellsLayers && {
                  layer: { digest: layers[one.layer]?.digest, diff_id: layers[one.layer]?.diffId },
                }),
              })),
        fault: faults[situation],
      };
      const adapter = process
        ? { ...(await startAdapterProcess(given)), open: null }
        : await startAdapter(given);
      return {
        target,
        scanner: createAdapterScanner({
          address: situation === "unreachable" ? nowhere : adapter.address,
          auth,
          certificate: null,
          insecure: false,
          bounds: {
            callMs: ms,
            pollMs: 20,
            leastPollMs: 20,
            misses: 2,
            reportBytes: 1 << 20,
          },
        }),
        secrets: () => [key, basic.slice(6), account.password, ...registry.tokens],
        running: adapter.open,
        close: async () => {
          await adapter.close();
          await close();
        },
      };
    },
  };
}
