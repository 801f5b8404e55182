import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { buildImage, database, file } from "../../../../test/build-image.ts";
import { type Member, manifest, member, pomProperties, zip } from "../../../../test/build-zip.ts";
import { scanImage } from "../../../scan.ts";
import { java } from "./java.ts";
import { openJavaDatabase } from "./java-database.ts";

const read = (path: string, members: readonly Member[] | Buffer, limits = {}) =>
  java.read(
    Buffer.isBuffer(members) ? members : zip(members as readonly Member[]),
    path,
    limits as never,
  );

/** What a scan reports. */
async function scanned(files: Readonly<Record<string, Buffer>>, javaDatabasePath?: string) {
  const entries = Object.entries(files).map(([path, content]) => ({ name: path, content }));
  const image = buildImage([entries]);
  const names = javaDatabasePath ? openJavaDatabase(javaDatabasePath) : null;
  try {
    const result = await scanImage(image, {
      database: database({}),
      ...(names ? { javaDatabase: names } : {}),
    });
    return {
      packages: result.packages.map(({ path, name, version }) => `${path} ${name} ${version}`),
      purls: result.packages.map(({ purl }) => purl),
      skipped: result.skipped.map(({ path, reason }) => `${path}: ${reason}`),
    };
  } finally {
    names?.close();
  }
}

const log4j = zip([pomProperties("org.apache.logging.log4j", "log4j-core", "2.14.1")]);

describe("an archive's packages", () => {
  it("are all that Maven's metadata in it names, each once", () => {
    const { packages, jars } = read("app/shaded-1.0.jar", [
      pomProperties("org.a", "shaded", "1.0"),
      pomProperties("org.b", "inner", "2.17"),
      pomProperties("org.b", "inner", "2.17.0"),
      pomProperties("org.b", "inner", "2.18"),
      member("META-INF/maven/x/y/pom.properties", "groupId=x\nartifactId=y\n"),
      member("META-INF/maven/x/z/pom.properties", `groupId=x\nartifactId=z\nversion=\${v}\n`),
      member("org/A.class", "x"),
    ]);
    expect(packages?.map(({ name, version }) => `${name} ${version}`)).toEqual([
      "org.a:shaded 1.0",
      "org.b:inner 2.17",
      "org.b:inner 2.18",
    ]);
    expect(jars).toBeUndefined();
  });

  it("are those of the archives in it too, at any depth, stored or compressed", async () => {
    const library = zip([member("lib/log4j-core-2.14.1.jar", log4j)]);
    const { packages } = await scanned({
      "app/boot.jar": zip([member("BOOT-INF/lib/log4j-core-2.14.1.jar", log4j, { method: 0 })]),
      "app/suite.ear": zip([member("web.war", library), member("../out.jar", log4j)]),
    });
    expect(packages).toEqual([
      "app/boot.jar/BOOT-INF/lib/log4j-core-2.14.1.jar org.apache.logging.log4j:log4j-core 2.14.1",
      "app/suite.ear/web.war/lib/log4j-core-2.14.1.jar org.apache.logging.log4j:log4j-core 2.14.1",
    ]);
  });

  it("have their licences from the POM, else from the bundle's manifest", () => {
    const pom = (names: string) =>
      member(
        "META-INF/maven/org.a/a/pom.xml",
        `<project><!-- <name>no</name> --><name>A</name><licenses>${names}</licenses></project>`,
      );
    const licenses = (...members: Member[]) =>
      read("a-1.jar", [pomProperties("org.a", "a", "1"), ...members]).packages?.[0]?.licenses;
    expect(licenses(pom("<license><name>Apache License 2.0</name><url>x</url></license>"))).toEqual(
      ["Apache-2.0"],
    );
    expect(licenses(manifest({ "Bundle-License": '"MIT";link=x, ISC' }))).toEqual(["MIT", "ISC"]);
    expect(licenses(manifest({ "Bundle-License": "https://a.org/license" }))).toEqual([]);
  });
});

describe("an archive that does not name itself", () => {
  it.each<[string, string, Record<string, string>, string | null]>([
    ["its file's name", "a/commons-x-1.2.jar", {}, "commons-x 1.2"],
    [
      "the manifest's names",
      "a/x.jar",
      {
        "Implementation-Vendor-Id": "org.a",
        "Implementation-Title": "x",
        "Implementation-Version": "3",
      },
      "org.a:x 3",
    ],
    [
      "a bundle's names",
      "a/core.jobs-3.10.0.jar",
      {
        "Bundle-SymbolicName": "org.eclipse.core.jobs;singleton:=true",
        "Bundle-Name": "%name",
        "Specification-Title": "t",
        "Bundle-Version": "3.10.0.v2",
      },
      "org.eclipse.core:core.jobs 3.10.0",
    ],
    [
      "what its family publishes under",
      "a/spring-beans-5.3.17.jar",
      { "Implementation-Title": "spring-beans", "Implementation-Version": "5.3.17" },
      "org.springframework:spring-beans 5.3.17",
    ],
    [
      "no vendor that is no group",
      "a/x-1.jar",
      {
        "Implementation-Vendor": "Some Company, Inc.",
        "Implementation-Title": "X",
        "Implementation-Version": "1",
      },
      "x 1",
    ],
    ["nothing at all", "a/tools.jar", { "Created-By": "me" }, null],
  ])("is named by %s", async (_, path, attributes, wanted) => {
    const { packages, skipped } = await scanned({ [path]: zip([manifest(attributes)]) });
    expect(packages).toEqual(wanted === null ? [] : [`${path} ${wanted}`]);
    const note = skipped.filter((reason) => reason.includes("no Java database"));
    expect(note).toHaveLength(wanted === null ? 0 : 1);
  });

  it("has a package URL even without a group", async () => {
    expect((await scanned({ "a/commons-x-1.2.jar": zip([]) })).purls).toEqual([
      "pkg:generic/commons-x@1.2",
    ]);
  });

  it("is not guessed at where its own metadata is there under another name", async () => {
    const { packages } = await scanned({
      "app.jar": zip([
        pomProperties("org.a", "a", "1"),
        manifest({
          "Implementation-Vendor-Id": "org.z",
          "Implementation-Title": "z",
          "Implementation-Version": "9",
        }),
      ]),
      "a-2.jar": zip([pomProperties("org.a", "a", "1")]),
    });
    expect(packages).toEqual(["a-2.jar org.a:a 1", "app.jar org.a:a 1"]);
  });

  it("has the layer that brought it first", async () => {
    const jar = { name: "a/commons-x-1.2.jar", content: zip([]) };
    const result = await scanImage(buildImage([[file("x")], [jar], [jar]]), {
      database: database({}),
    });
    expect(result.packages.map(({ layer }) => layer.index)).toEqual([1]);
  });
});

describe("a Java database", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-java-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "trivy-java.db");
  const known = new DatabaseSync(path);
  known.exec(`
    CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
    CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT);
    INSERT INTO artifacts VALUES (1, 'org.one', 'one'), (2, 'org.two', 'x'), (3, 'org.three', 'x'), (4, 'org.m', 'm');
    INSERT INTO indices VALUES
      (1, '1.0', x'${sha1("sum")}', 'jar'), (2, '5.0', x'02', 'jar'),
      (3, '5.0', x'03', 'jar'), (3, '6.0', x'04', 'jar');`);
  known.close();

  it.each<[string, string, Buffer, string[]]>([
    ["by its sum", "a/whatever.jar", zip([member("sum", "sum")]), ["org.one:one 1.0"]],
    [
      "by artifact and version, the group with the most versions",
      "a/x-5.0.jar",
      zip([]),
      ["org.three:x 5.0"],
    ],
    [
      "by its manifest, where there is such an artifact",
      "a/q.jar",
      zip([
        manifest({
          "Implementation-Vendor-Id": "org.m",
          "Implementation-Title": "m",
          "Implementation-Version": "7",
        }),
      ]),
      ["org.m:m 7"],
    ],
    [
      "not by a manifest of which it knows nothing",
      "a/q.jar",
      zip([
        manifest({
          "Implementation-Vendor-Id": "org.q",
          "Implementation-Title": "q",
          "Implementation-Version": "7",
        }),
      ]),
      [],
    ],
    ["not by a version it does not know", "a/x-9.jar", zip([]), []],
  ])("names an archive %s", async (_, name, content, wanted) => {
    const { packages, skipped } = await scanned({ [name]: content }, path);
    expect(packages).toEqual(wanted.map((one) => `${name} ${one}`));
    expect(skipped.join()).not.toContain("Java database");
  });

  it.each(["missing.db", "text.db"])("that is none is refused: %s", (name) => {
    if (name === "text.db") writeFileSync(join(folder, name), "no database".repeat(100));
    expect(() => openJavaDatabase(join(folder, name))).toThrow(
      expect.objectContaining({ code: "database-unusable" }),
    );
  });

  function sha1(name: string): string {
    return read("whatever.jar", [member(name, name)]).jars?.[0]?.sha1 ?? "";
  }
});

describe("a hostile archive", () => {
  const faultsOf = (members: readonly Member[], limits = {}) =>
    read("app.jar", members, limits).faults?.join("\n") ?? "";

  it.each<[string, readonly Member[], object, RegExp]>([
    [
      "archives too deep",
      [member("a.jar", zip([member("b.jar", zip([member("c.jar", log4j)]))]))],
      { nestedDepth: 2 },
      /^a.jar\/b.jar\/c.jar: .*nestedDepth/,
    ],
    [
      "too many archives",
      [member("a.jar", log4j), member("b.jar", log4j)],
      { zipEntriesRead: 1 },
      /zipEntriesRead/,
    ],
    [
      "a large archive",
      [member("a.jar", Buffer.alloc(5000))],
      { nestedBytes: 4000 },
      /nestedBytes/,
    ],
    [
      "a bomb",
      [member("a.jar", Buffer.alloc(3_000_000))],
      { nestedRatioFloorBytes: 1000 },
      /nestedRatio/,
    ],
    [
      "much in all",
      [member("a.jar", Buffer.alloc(9000))],
      { nestedRatioFloorBytes: 10_000 },
      /no zip/,
    ],
    [
      "a size that is a lie",
      [member("a.jar", log4j, { size: 10 })],
      {},
      /^a.jar: it unpacks to more than 10 bytes/,
    ],
    [
      "metadata too large",
      [member("META-INF/maven/a/b/pom.properties", Buffer.alloc(5000))],
      { metadataFileBytes: 4000 },
      /pom.properties: it unpacks to more/,
    ],
    [
      "an encrypted one",
      [member("a.jar", log4j, { encrypted: true })],
      {},
      /^a.jar: it is encrypted/,
    ],
    ["no archive in it", [member("a.jar", "text")], {}, /^a.jar: no zip archive/],
    ["a name that leads out", [member("../../a.jar", log4j)], {}, /leads out/],
  ])("is read as far as it can be: %s", (_, members, limits, message) => {
    const own = [pomProperties("org.a", "a", "1"), ...members];
    expect(faultsOf(own, limits)).toMatch(message);
    expect(read("app.jar", own, limits).packages?.map(({ name }) => name)).toContain("org.a:a");
  });

  it("costs what the layer's archives may cost together", async () => {
    const bomb = zip([member("a.jar", Buffer.alloc(200_000))]);
    const image = buildImage([
      ["a", "b", "c"].map((name) => ({ name: `${name}.jar`, content: bomb })),
    ]);
    const { skipped } = await scanImage(image, {
      database: database({}),
      limits: { layerNestedBytes: 500_000 },
    });
    expect(skipped.map(({ reason }) => /layerNestedBytes|no zip/.exec(reason)?.[0])).toEqual([
      "no zip",
      "no zip",
      "layerNestedBytes",
    ]);
  });

  it("that is none is skipped by its name", async () => {
    const { packages, skipped } = await scanned({
      "a/x.jar": Buffer.from("nothing"),
      "b.jar": log4j,
    });
    expect(packages).toHaveLength(1);
    expect(skipped[0]).toBe("a/x.jar: no zip archive: it has no directory at its end");
  });

  it("damaged in any way never brings the reader down", () => {
    const base = zip([
      member("lib/a.jar", log4j),
      member("lib/b.war", zip([member("c.jar", log4j)]), { method: 0 }),
      manifest({ "Implementation-Title": "x" }),
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 10 }),
        (changes) => {
          const bytes = Buffer.from(base);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            expect(read("x.jar", bytes).faults?.length).toBeLessThanOrEqual(100);
          } catch (error) {
            expect((error as Error).message).toMatch(/zip|archive/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

it("an archive behind a link is read under the link's name", async () => {
  const image = buildImage([
    [
      { name: "store/blob", content: log4j },
      { name: "app/a.jar", flag: "2", link: "/store/blob" },
    ],
  ]);
  const { packages } = await scanImage(image, { database: database({}) });
  expect(packages.map(({ path, name }) => `${path} ${name}`)).toEqual([
    "app/a.jar org.apache.logging.log4j:log4j-core",
  ]);
});
