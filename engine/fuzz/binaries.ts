import { readInventory } from "../src/read-inventory.ts";
import { elf, goInfo, goPointers, machO, pe, wasm } from "../test/build-executable.ts";
import { buildImage } from "../test/build-image.ts";
import { bdbDatabase, ndbDatabase, rpmHeader, sqliteDatabase } from "../test/build-rpm.ts";
import { manifest, member, pomProperties, zip } from "../test/build-zip.ts";
import { damaged } from "./bytes.ts";
import { type Target, target } from "./target.ts";

const headers = [
  { name: "bash", version: "5.1", release: "6.el9", arch: "x86_64", files: { "/bin/bash": 0o755 } },
  { name: "node", version: "16", release: "1", epoch: 1, modularity: "nodejs:16:1:a" },
].map(rpmHeader);
const info = goInfo("go1.21.3", "path\tx\nmod\tx\tv1.0.0\t\ndep\tgolang.org/x/net\tv0.1.0\th1:x\n");
const shape = { wide: true, little: true };
const noCrates = { name: ".dep-v0", content: Buffer.from("x\x9c\x03\0\0\0\0\x01", "latin1") };
const pointers = goPointers("go1.10", "path\tx\n", 0x400000 + 0x80, shape);
const inner = zip([pomProperties("org.b", "b", "2"), manifest({ "Bundle-Version": "1" })]);

const files: readonly { name: string; path: string; samples: readonly Buffer[] }[] = [
  { name: "rpm-sqlite", path: "var/lib/rpm/rpmdb.sqlite", samples: [sqliteDatabase(headers, 512)] },
  { name: "rpm-ndb", path: "var/lib/rpm/Packages.db", samples: [ndbDatabase(headers)] },
  {
    name: "rpm-bdb",
    path: "var/lib/rpm/Packages",
    samples: [bdbDatabase(headers), bdbDatabase(headers, "BE")],
  },
  {
    name: "jar",
    path: "app/a.jar",
    samples: [
      zip([pomProperties("org.a", "a", "1"), member("lib/b.jar", inner)]),
      zip([manifest({ "Implementation-Title": "x" }), member("a.class", "x")], { wide: true }),
    ],
  },
  {
    name: "go-buildinfo",
    path: "usr/bin/tool",
    samples: [
      elf([{ name: ".go.buildinfo", content: info }]),
      elf([{ name: ".go.buildinfo", content: pointers }]),
      pe(".data", info),
      machO("__go_buildinfo", info, shape),
    ],
  },
  {
    name: "crates",
    path: "usr/bin/tool",
    samples: [elf([noCrates]), wasm([noCrates])],
  },
];

/** Through the whole of a layer's reading: what a reader refuses is in the report, what it throws besides is a fault. */
export const binaries: readonly Target[] = files.map(({ name, path, samples }) =>
  target(name, damaged(samples), (content) =>
    readInventory(buildImage([[{ name: path, content }]])),
  ),
);
