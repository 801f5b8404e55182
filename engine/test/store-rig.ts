import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { parseSource } from "../src/advisory/store/sources.ts";
import {
  type AdvisoryStore,
  openAdvisoryStore,
  type StoreOptions,
} from "../src/advisory/store/store.ts";
import {
  archiveOf,
  type DatabaseFiles,
  type Served,
  serveLayer,
  trivyFiles,
} from "./database-registry.ts";
import { fakeRegistry, type Reply, type Request, untilTestEnds } from "./fake-registry.ts";
import { advisory, databaseOf } from "./made-database.ts";

export const hour = 3_600_000;

/** For a whole test file: a folder and a clock, new for each test, and the stores in them. */
export function storeRig() {
  const opened: { close(): void }[] = [];
  const rig = { folder: "", now: new Date(0), opened };

  beforeEach(() => {
    rig.folder = mkdtempSync(join(tmpdir(), "plimsoll-store-"));
    rig.now = new Date("2026-11-20T12:00:00Z");
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    rmSync(rig.folder, { recursive: true, force: true });
  });

  const later = (ms: number) => {
    rig.now = new Date(rig.now.getTime() + ms);
  };

  function storeOf(options: Partial<StoreOptions> = {}): AdvisoryStore {
    return openAdvisoryStore({
      folder: join(rig.folder, "db"),
      sources: [],
      now: () => rig.now,
      ...options,
      access: { retry: { attempts: 1 }, ...options.access },
    });
  }

  async function inUse(store: AdvisoryStore) {
    const found = await store.open();
    opened.push(found);
    const [known] = found.database.lookup("Alpine:v3.20", "musl");
    return { id: known?.id, state: found.state, opened: found };
  }

  const versions = () =>
    readdirSync(join(rig.folder, "db")).filter((name) => /^(trivy|made|java|draft)-/.test(name));

  return Object.assign(rig, { later, storeOf, inUse, versions });
}

/** A database in which musl has one flaw, by which it is told from others. */
export const filesOf = (
  id: string,
  made = new Date("2026-11-20T06:00:00Z"),
): Promise<DatabaseFiles> =>
  trivyFiles(
    databaseOf({
      "Alpine:v3.20": { musl: [advisory(id, { ranges: [{ fixed: "9" }] })] },
      npm: { left: [advisory("CVE-2020-1", { ranges: [{ fixed: "2.0.0" }] })] },
    }),
    { updatedAt: made, nextUpdate: new Date(made.getTime() + 24 * hour) },
  );
export const served = async (id: string) => serveLayer(archiveOf(await filesOf(id)));

/** A registry whose answer a test exchanges. */
export async function registry(first: Served | ((request: Request) => Reply)) {
  let answer = first;
  const server = untilTestEnds(
    await fakeRegistry((request) =>
      typeof answer === "function" ? answer(request) : answer.answer(request),
    ),
  );
  return {
    ...server,
    source: parseSource(`${server.origin}/aqua/trivy-db:2`),
    becomes: (next: typeof first) => {
      answer = next;
    },
    pulls: () => server.requests.filter(({ url }) => url.includes("/blobs/")).length,
  };
}

export const garbage = Buffer.alloc(100_000, "no gzip at all ");
