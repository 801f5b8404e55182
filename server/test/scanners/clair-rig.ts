import { type ClairOptions, startClair } from "@plimsoll/testkit";
import { createClairScanner } from "../../src/scanners/clair/scanner.ts";
import { account } from "./registry.ts";
import { known, nowhere, openTarget, type Rig, type Situation } from "./rig.ts";

const key = Buffer.from("clair-geheim-of-32-bytes-length!").toString("base64");
const distribution = {
  did: "alpine",
  name: "Alpine Linux",
  version: "3.18",
  version_id: "",
  pretty_name: "Alpine Linux v3.18",
};

const faults: Partial<Record<Situation, ClairOptions["fault"]>> = {
  garbage: { at: "report", answer: "garbage" },
  "too-much": { at: "report", answer: "endless" },
  stuck: { at: "report", answer: "stuck" },
  talkative: {
    at: "index",
    answer: {
      status: 500,
      body: {
        code: "internal-error",
        message: `failed to start scan: unexpected status code: "403 Forbidden" for "https://blobs.example.com/a?X-Amz-Signature=${key}" (${account.password})`,
      },
    },
  },
};

export const clairRig: Rig = {
  name: "clair",
  tellsLayers: true,
  async open(situation, { ms }) {
    const { registry, target, close } = await openTarget(situation);
    const packages = known.map((one) => ({
      name: one.package,
      version: one.version,
      database: "lib/apk/db/installed",
      layer: one.layer,
      distribution,
      vulnerabilities:
        situation === "nothing-found"
          ? []
          : [
              {
                name: one.id,
                updater: "alpine",
                normalized_severity: one.severity === "high" ? "High" : "Low",
                fixed_in_version: one.fixed,
                links: `https://example.com/${one.id}`,
                issued: "0001-01-01T00:00:00Z",
              },
            ],
    }));
    const clair = await startClair({
      psk: { key: situation === "wrong-key" ? "YW5vdGhlcg==" : key, issuers: ["plimsoll"] },
      packages,
      fault: faults[situation],
    });
    return {
      target,
      scanner: createClairScanner({
        address: situation === "unreachable" ? nowhere : clair.address,
        psk: { key, issuer: "plimsoll" },
        certificate: null,
        insecure: false,
        bounds: { callMs: ms, pollMs: 20, reportBytes: 1 << 20 },
      }),
      secrets: () => [
        key,
        account.password,
        ...registry.tokens,
        ...clair.posts.map(({ headers }) => headers.authorization ?? "").map((one) => one.slice(7)),
      ],
      running: clair.open,
      close: async () => {
        await clair.close();
        await close();
      },
    };
  },
};
