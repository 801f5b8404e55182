import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { composeIndex } from "@plimsoll/sample";
import { describe, expect, it } from "vitest";
import { demoImage } from "./demo.ts";
import { startHarbor } from "./harbor.ts";

/** What a real Harbor answered; not part of the repository. */
const folder = join(import.meta.dirname, "../../../../shared/recordings/harbor");

type Json = Readonly<Record<string, unknown>>;
type Recorded = { readonly path: string; readonly json: unknown };

function recorded(): Recorded[] {
  return readdirSync(folder).flatMap((file) => {
    const { exchanges = [] } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
      exchanges?: {
        request?: { method: string; path: string };
        response?: { status: number; json?: unknown };
      }[];
    };
    return exchanges.flatMap(({ request, response }) =>
      request?.method === "GET" && response?.status === 200
        ? [
            {
              path: request.path.split("?")[0]?.replace("/api/v2.0", "") ?? "",
              json: response.json,
            },
          ]
        : [],
    );
  });
}

/** Every place at which something stands, `tags[].name`; keys that are digests, media types or severities are one. */
function placesOf(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => placesOf(item, `${at}[]`));
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value as Json).flatMap(([key, item]) =>
    placesOf(item, `${at}.${/^application\//.test(key) ? "<type>" : key}`),
  );
}

const kinds = {
  "a project": /^\/projects$/,
  "a repository": /^\/projects\/[^/]+\/repositories$/,
  "an artifact": /^\/projects\/[^/]+\/repositories\/[^/]+\/artifacts\/[^/]+$/,
  "artifacts of a project": /^\/projects\/[^/]+\/artifacts$/,
  "a report": /additions\/vulnerabilities$/,
  scanners: /^\/scanners$/,
  "a project's scanner": /^\/projects\/[^/]+\/scanner$/,
  "a scanner's metadata": /^\/scanners\/[^/]+\/metadata$/,
  systeminfo: /^\/systeminfo$/,
  "a user": /^\/users\/current$/,
  webhooks: /^\/projects\/[^/]+\/webhook\/policies$/,
} as const;

describe.runIf(existsSync(folder))(
  "this Harbor, beside what a real one was seen to answer,",
  () => {
    it("gives nothing that Harbor does not give", async () => {
      const harbor = await startHarbor();
      const authorization = `Basic ${Buffer.from("admin:Harbor12345").toString("base64")}`;
      const ask = async (path: string, method = "GET", json?: unknown) => {
        const answer = await fetch(`${harbor.address}/api/v2.0${path}`, {
          method,
          headers: { authorization, "content-type": "application/json" },
          ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        });
        const text = await answer.text();
        return text.startsWith("{") || text.startsWith("[") ? (JSON.parse(text) as unknown) : null;
      };
      const { uuid } = harbor.addScanner("Trivy");
      const image = await demoImage("a");
      harbor.push("team/a", image, "1");
      harbor.push("team/multi", composeIndex([image]), "1");
      const artifact = "/projects/team/repositories/a/artifacts/1";
      await ask(`${artifact}/scan`, "POST");
      const asked = [
        "/projects",
        "/projects/team/repositories",
        `${artifact}?with_scan_overview=true`,
        "/projects/team/repositories/multi/artifacts/1?with_scan_overview=true",
        "/projects/team/artifacts",
        `${artifact}/additions/vulnerabilities`,
        "/scanners",
        "/projects/team/scanner",
        `/scanners/${uuid}/metadata`,
        "/systeminfo",
        "/users/current",
        "/projects/team/webhook/policies",
      ];
      const policy = {
        name: "a",
        enabled: true,
        event_types: ["PUSH_ARTIFACT"],
        targets: [{ type: "http", address: "http://127.0.0.1:9", payload_format: "Default" }],
      };
      await ask("/projects/team/webhook/policies", "POST", policy);
      const given: Recorded[] = [];
      for (let step = 0; step < 3; step++) {
        for (const path of asked)
          given.push({ path: path.split("?")[0] ?? "", json: await ask(path) });
        harbor.step();
      }
      await harbor.close();
      const real = recorded();
      for (const [kind, form] of Object.entries(kinds)) {
        const places = (all: readonly Recorded[]) =>
          new Set(all.filter(({ path }) => form.test(path)).flatMap(({ json }) => placesOf(json)));
        const [ours, theirs] = [places(given), places(real)];
        const invented = [...ours].filter((place) => !theirs.has(place) && !emptied(place, theirs));
        expect([kind, invented]).toEqual([kind, []]);
        expect(ours.size).toBeGreaterThan(0);
      }
    });
  },
);

/** `null` where the real one had something inside. */
function emptied(place: string, theirs: ReadonlySet<string>): boolean {
  return [...theirs].some(
    (other) => other.startsWith(`${place}.`) || other.startsWith(`${place}[`),
  );
}
