import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { archiveOf, type DatabaseFiles, serveLayer } from "../../../test/database-registry.ts";
import { garbage, hour, registry, storeRig } from "../../../test/store-rig.ts";
import { openJavaDatabase } from "../../inventory/language/java/java-database.ts";
import { databaseKinds } from "./kinds.ts";
import { parseSource } from "./sources.ts";

const rig = storeRig();
const { later, storeOf, inUse } = rig;

describe("the Java database", () => {
  function javaFiles(): DatabaseFiles {
    const path = join(rig.folder, "made-java.db");
    rmSync(path, { force: true });
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
      CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);
      INSERT INTO artifacts VALUES (1, 'org.example', 'thing');
      INSERT INTO indices VALUES (1, '1.0', x'${"ab".repeat(20)}', 'jar');`);
    database.close();
    const metadata = {
      Version: 1,
      UpdatedAt: "2026-11-19T00:00:00Z",
      NextUpdate: "2026-11-22T00:00:00Z",
    };
    return {
      "trivy-java.db": readFileSync(path),
      "metadata.json": Buffer.from(JSON.stringify(metadata)),
    };
  }
  const { mediaType } = databaseKinds.java;
  const nameOf = (path: string | null) => {
    const java = openJavaDatabase(path ?? "");
    const found = java.bySha1("ab".repeat(20));
    java.close();
    return found;
  };

  it("is fetched when it is asked for, followed from then on, and kept when that fails", async () => {
    const java = await registry(serveLayer(archiveOf(javaFiles()), { mediaType }));
    const store = storeOf({ java: [java.source] });
    expect(await store.javaDatabase()).toBeNull();
    expect(await store.update()).toEqual({ changed: true, complete: true });
    expect(nameOf(await store.javaDatabase())).toMatchObject({ group: "org.example" });
    java.becomes(serveLayer(garbage, { mediaType }));
    later(72 * hour);
    expect(await store.update()).toEqual({ changed: false, complete: false });
    expect(nameOf(await store.javaDatabase())).toMatchObject({ artifact: "thing" });
    expect((await inUse(store)).state).toMatchObject({
      java: { source: java.source.name, date: "2026-11-19" },
      failures: [{ source: java.source.name, code: "database-corrupt" }],
    });
  });

  it("is not what an advisory database is taken for, nor the other way round", async () => {
    const server = await registry(serveLayer(archiveOf(javaFiles()), { mediaType }));
    const store = storeOf({ sources: [server.source] });
    await store.update();
    expect((await inUse(store)).state.failures).toMatchObject([{ code: "database-unusable" }]);
  });

  it("is taken from a file, its folder or its archive", async () => {
    const place = join(rig.folder, "java");
    mkdirSync(place);
    for (const [name, content] of Object.entries(javaFiles()))
      writeFileSync(join(place, name), content);
    writeFileSync(join(rig.folder, "javadb.tar.gz"), archiveOf(javaFiles()));
    for (const path of [place, join(place, "trivy-java.db"), join(rig.folder, "javadb.tar.gz")]) {
      const named = storeOf({ java: [parseSource(path)] });
      expect(nameOf(await named.javaDatabase())).toMatchObject({ version: "1.0" });
      await storeOf().take(path);
      expect(nameOf(await storeOf().javaDatabase())).toMatchObject({ version: "1.0" });
    }
  });
});
