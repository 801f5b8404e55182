import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTrivyScanner } from "../../src/scanners/trivy/scanner.ts";
import { account } from "./registry.ts";
import { known, layerDigests, openTarget, type Rig } from "./rig.ts";

const script = fileURLToPath(new URL("fake-trivy.mjs", import.meta.url));

/** A program in Trivy's place: so it is known what happens whatever that one does. */
export const trivyRig: Rig = {
  name: "trivy, a program in its place",
  tellsLayers: true,
  cannot: { "wrong-key": "the command asks for none" },
  async open(situation, { ms }) {
    const { registry, image, target, close } = await openTarget(situation);
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
    const [command, pids] = [join(folder, "trivy"), join(folder, "pids")];
    const report = join(folder, "report.json");
    const layers = layerDigests(image);
    writeFileSync(
      report,
      JSON.stringify(trivyReport(situation === "nothing-found" ? [] : known, layers)),
    );
    writeFileSync(
      command,
      `#!/bin/sh\nexec "${process.execPath}" "${script}" "${situation}" "${report}" "${pids}" "$@"\n`,
    );
    chmodSync(command, 0o755);
    return {
      target,
      scanner: createTrivyScanner({
        command: situation === "unreachable" ? join(folder, "none") : command,
        cacheFolder: join(folder, "cache"),
        advisories: { kind: "own", repositories: [] },
        bounds: { scanMs: ms, killMs: 200, reportBytes: 1 << 20 },
      }),
      secrets: () => [account.password, ...registry.tokens],
      running: () => alive(pids),
      close: async () => {
        await close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

function alive(pids: string): number {
  if (!existsSync(pids)) return 0;
  const started = readFileSync(pids, "utf8").split("\n").filter(Boolean).map(Number);
  return started.filter((pid) => {
    try {
      // A zombie is dead: its parent only has not looked yet.
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  }).length;
}

function trivyReport(
  findings: readonly (typeof known)[number][],
  layers: readonly { digest: string; diffId: string }[],
): object {
  return {
    SchemaVersion: 2,
    ArtifactType: "container_image",
    Metadata: { OS: { Family: "alpine", Name: "3.18.9" } },
    Results: [
      {
        Target: "alpine 3.18.9",
        Class: "os-pkgs",
        Type: "alpine",
        Packages: known.map((one) => ({ Name: one.package, Version: one.version })),
        Vulnerabilities: findings.map((one) => ({
          VulnerabilityID: one.id,
          PkgName: one.package,
          PkgIdentifier: { PURL: `pkg:apk/alpine/${one.package}@${one.version}` },
          InstalledVersion: one.version,
          FixedVersion: one.fixed,
          Status: one.fixed ? "fixed" : "affected",
          Layer: { Digest: layers[one.layer]?.digest, DiffID: layers[one.layer]?.diffId },
          Severity: one.severity.toUpperCase(),
        })),
      },
    ],
  };
}
