import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FindingsScanner } from "./findings-port.ts";
import { createTrivyScanner } from "./trivy/scanner.ts";
import type { TrivyServer } from "./trivy/server.ts";

/** Trivys of this process: each keeps folders for its runs, so that there must be one only of a kind. */
export type TrivyPool = (server: TrivyServer | null) => FindingsScanner;

/** `folder`: for what they cache. */
export function openTrivyPool(given: {
  readonly command: string;
  readonly folder: string;
}): TrivyPool {
  const opened = new Map<string, FindingsScanner>();
  return (server) => {
    const key = createHash("sha256").update(JSON.stringify(server)).digest("hex").slice(0, 16);
    const found = opened.get(key);
    if (found !== undefined) return found;
    const made = createTrivyScanner({
      command: given.command,
      cacheFolder: join(given.folder, key),
      advisories:
        server === null ? { kind: "own", repositories: [] } : { kind: "server", ...server },
    });
    opened.set(key, made);
    return made;
  };
}
