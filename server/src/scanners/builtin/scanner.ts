import type { Finding } from "@plimsoll/api";
import {
  type AdvisoryDatabase,
  PlimsollError as EngineError,
  type Finding as EngineFinding,
  type LayerInventoryCache,
  scanImage,
} from "@plimsoll/engine";
import { databaseInfo } from "../database-info.ts";
import type { Scanner } from "../port.ts";

/** Plimsoll's own engine, in this process. */
export function createBuiltinScanner(options: {
  readonly version: string;
  readonly advisories: AdvisoryDatabase;
  readonly cache: LayerInventoryCache;
}): Scanner {
  const { version, advisories, cache } = options;
  return {
    describe: () => ({ name: "Plimsoll", version }),
    scan: async ({ source, digest }, run) => {
      const artifact = await source.resolve(digest, run.signal);
      if (artifact.kind !== "image")
        throw new EngineError("not-an-image", `${artifact.reference} is not an image`);
      const result = await scanImage(artifact, {
        ...run,
        database: advisories,
        cache,
        // Anyone may have pushed it: a table of contents need not tell what the layer holds.
        wholeLayers: true,
      });
      return {
        os: result.os,
        database: databaseInfo(advisories),
        summary: result.summary,
        unchecked: result.unchecked,
        findings: result.findings.map(toFinding),
        packages: result.packages.length,
        layers: artifact.layers.map((layer) => ({
          index: layer.index,
          digest: layer.digest,
          diffId: layer.diffId,
          command: layer.command,
        })),
        skipped: result.skipped.map((skipped) => ({ ...skipped })),
      };
    },
  };
}

function toFinding(finding: EngineFinding): Finding {
  return {
    ...finding,
    aliases: [...finding.aliases],
    fixedVersions: [...finding.fixedVersions],
    references: [...finding.references],
    cvssScores: [...finding.cvssScores],
    cwes: [...finding.cwes],
  };
}
