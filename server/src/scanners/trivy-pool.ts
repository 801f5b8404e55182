import { createHash } from "node:crypto";
import { join } from "node:path";
import { PlimsollError } from "../error.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { FindingsScanner } from "./findings-port.ts";
import { createTrivyScanner } from "./trivy/scanner.ts";
import type { TrivyServer } from "./trivy/server.ts";

/**
 * Trivys of this process: each keeps folders for its runs, so that there must be one only of a kind. Told apart by where
 * their advisories come from: their own, the database that Plimsoll keeps, or a server.
 */
export type TrivyPool = (advisories: "own" | "kept" | TrivyServer) => FindingsScanner;

/** `folder`: for what they cache. `kept`: where Plimsoll's database of Trivy's lies now; null: it has none. */
export function openTrivyPool(given: {
  readonly command: string;
  readonly folder: string;
  readonly kept: () => string | null;
  readonly outbound: Outbound;
}): TrivyPool {
  const opened = new Map<string, FindingsScanner>();
  const sources = {
    own: { kind: "own", repositories: [] },
    kept: { kind: "kept", folder: () => given.kept() ?? none() },
  } as const;
  return (advisories) => {
    const key = createHash("sha256").update(JSON.stringify(advisories)).digest("hex").slice(0, 16);
    const found = opened.get(key);
    if (found !== undefined) return found;
    const made = createTrivyScanner({
      command: given.command,
      cacheFolder: join(given.folder, key),
      advisories:
        typeof advisories === "string"
          ? sources[advisories]
          : { kind: "server", ...advisories, outbound: given.outbound },
    });
    opened.set(key, made);
    return made;
  };
}

function none(): never {
  throw new PlimsollError("scanner-not-ready", "Plimsoll keeps no database of Trivy's now.", {
    hint: "Its advisories come from elsewhere, or were not fetched yet. Name one in PLIMSOLL_DB_SOURCES, or let Trivy bring its own.",
  });
}
