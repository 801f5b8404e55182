import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { archiveOf } from "../../../test/database-registry.ts";
import { filesOf, registry, served, storeRig } from "../../../test/store-rig.ts";
import { parseSource } from "./sources.ts";

const rig = storeRig();
const { storeOf, inUse, versions } = rig;

describe("files of one's own", () => {
  async function written(id: string, name: string): Promise<string> {
    const place = join(rig.folder, name);
    mkdirSync(place, { recursive: true });
    for (const [file, content] of Object.entries(await filesOf(id)))
      writeFileSync(join(place, file), content);
    return place;
  }

  it.each(["", "trivy.db"])(
    "are used where they lie, as a folder or by the file %s",
    async (file) => {
      const path = join(await written("CVE-2026-3", "own"), file);
      const store = storeOf({ sources: [parseSource(path)] });
      expect(await store.update()).toEqual({ changed: false, complete: true });
      expect(await inUse(store)).toMatchObject({ id: "CVE-2026-3", state: { inUse: { path } } });
      expect(existsSync(join(rig.folder, "db"))).toBe(false);
    },
  );

  it("come before what would be fetched after them", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const own = await written("CVE-2026-3", "own");
    const store = storeOf({ sources: [parseSource(own), server.source] });
    await store.update();
    expect([(await inUse(store)).id, server.requests]).toEqual(["CVE-2026-3", []]);
  });

  it("that are damaged are passed over, and that is said; that are not there are an error", async () => {
    const own = await written("CVE-2026-3", "own");
    truncateSync(join(own, "trivy.db"), 9000);
    const store = storeOf({ sources: [parseSource(own)] });
    expect(await inUse(store)).toMatchObject({
      state: {
        inUse: { source: "starter" },
        failures: [{ source: own, code: "database-corrupt" }],
      },
    });
    const missing = storeOf({ sources: [parseSource(join(rig.folder, "nowhere"))] });
    await expect(missing.open()).rejects.toMatchObject({ code: "database-missing" });
  });

  const record = (id: string) =>
    JSON.stringify({
      id,
      modified: "2026-05-06T07:08:09Z",
      affected: [
        {
          package: { ecosystem: "Alpine:v3.20", name: "musl" },
          ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "9" }] }],
        },
      ],
    });

  it.each<[string, (id: string) => Promise<string | Buffer>]>([
    ["db.tar.gz", async (id) => archiveOf(await filesOf(id))],
    ["record.json", async (id) => record(id)],
    ["osv/record.json", async (id) => record(id)],
  ])("are made into a database once, and again when they change: %s", async (name, make) => {
    const path = join(rig.folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    const write = async (id: string) => writeFileSync(path, await make(id));
    const source = parseSource(name.startsWith("osv/") ? join(rig.folder, "osv") : path);
    await write("CVE-2026-4");
    const store = storeOf({ sources: [source] });
    expect((await inUse(store)).id).toBe("CVE-2026-4");
    const [first] = versions();
    await inUse(store);
    expect(versions()).toEqual([first]);
    await write("CVE-2026-44");
    expect((await inUse(store)).id).toBe("CVE-2026-44");
    expect(versions()).toHaveLength(1);
  });

  it("are taken over in the place of what was fetched, which stays when they are damaged", async () => {
    const server = await registry(await served("CVE-2026-1"));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    const own = await written("CVE-2026-3", "own");
    expect(await store.take(own)).toMatchObject({ kind: "trivy", date: "2026-11-20" });
    rmSync(own, { recursive: true });
    expect((await inUse(store)).id).toBe("CVE-2026-3");
    expect(await store.isDue()).toBe(false);

    const bad = await written("CVE-2026-5", "bad");
    truncateSync(join(bad, "trivy.db"), 9000);
    await expect(store.take(bad)).rejects.toMatchObject({ code: "database-corrupt" });
    await expect(store.take(join(rig.folder, "nowhere"))).rejects.toMatchObject({
      code: "database-missing",
    });
    expect((await inUse(store)).id).toBe("CVE-2026-3");
    expect(versions().filter((name) => name.startsWith("draft"))).toEqual([]);
  });
});

describe("advisories of one's own", () => {
  it("are laid over the database; a wrong one is an error with its file and field", async () => {
    const own = join(rig.folder, "advisories");
    mkdirSync(own);
    const file = join(own, "a.json");
    const record = {
      id: "OURS-1",
      modified: "2026-05-06T07:08:09Z",
      affected: [{ package: { ecosystem: "Alpine:v3.20", name: "ours" } }],
    };
    writeFileSync(file, JSON.stringify(record));
    const store = storeOf({ advisories: [own] });
    const found = await store.open();
    rig.opened.push(found);
    expect(found.database.lookup("Alpine:v3.20", "ours")).toMatchObject([{ id: "OURS-1" }]);
    writeFileSync(file, JSON.stringify({ ...record, affected: [{ package: { name: "x" } }] }));
    await expect(store.open()).rejects.toMatchObject({
      code: "advisory-invalid",
      message: expect.stringContaining("a.json: affected[0].package.ecosystem"),
    });
  });
});
