import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type RunningRegistry, type StepSpec, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn, writeLayout } from "../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;
const asked: string[] = [];
const here = ["--platform", "linux/amd64"];

const steps: StepSpec[] = [
  { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  {
    command: "RUN npm install a",
    files: [
      {
        path: "node_modules/a/package.json",
        content: '{"name":"a","version":"1.0.0","license":"MIT"}',
      },
    ],
  },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-inventory-"));
  plimsoll = plimsollIn(folder);
  const image = await compose("amd64", steps);
  registry = await serveImages(
    { "shop/web": { "1": image }, "hub/shop/web": { "1": image } },
    {
      intercept: (request) => {
        asked.push(request.url ?? "");
        return false;
      },
    },
  );
  host = new URL(registry.address).host;
  await writeLayout(join(folder, "layout"), image);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

describe("plimsoll inventory", () => {
  it("prints a table of what is installed, and so does its other name", async () => {
    for (const name of ["inventory", "sbom"]) {
      const { code, stdout, stderr } = await plimsoll([name, `${host}/shop/web:1`, ...here]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/System +Alpine Linux v3\.18, 2 packages/);
      expect(stdout).toMatch(/a +1\.0\.0 +npm +MIT +node_modules\/a\/package\.json +1 RUN npm/);
      expect(stdout).not.toContain("VULNERABILITY");
    }
  });

  it("writes several forms at once, each where it belongs, and a scan does too", async () => {
    for (const command of ["inventory", "scan"]) {
      const { code, stdout } = await plimsoll([
        ...[command, "layout", ...here, "--format", "table"],
        ...[
          "--format",
          "cyclonedx=bom.json",
          "--format",
          "spdx=spdx.json",
          "--format",
          "json=all.json",
        ],
      ]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Image /);
      const read = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
      expect(await read("bom.json")).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
      expect(await read("spdx.json")).toMatchObject({ spdxVersion: "SPDX-2.3" });
      const all = await read("all.json");
      expect(all.packages).toHaveLength(2);
      expect("findings" in all).toBe(command === "scan");
    }
  });

  it("gives the same bill each time when SOURCE_DATE_EPOCH is set", async () => {
    const env = { SOURCE_DATE_EPOCH: "1700000000" };
    const args = ["inventory", "layout", ...here, "--format", "cyclonedx"];
    const [one, two] = [
      await plimsoll(args, { env }),
      await plimsoll([...args, "--no-cache"], { env }),
    ];
    expect(one.stdout).toContain('"timestamp": "2023-11-14T22:13:20Z"');
    expect(two.stdout).toBe(one.stdout);
  });

  it.each<[string, string[], RegExp]>([
    [
      "two forms to one place",
      ["--format", "json", "--format", "spdx"],
      /both go to standard output/,
    ],
    [
      "one file for both",
      ["--format", "json", "--format", "spdx", "--output", "x"],
      /both go to x/,
    ],
    [
      "a bill of several images",
      ["--format", "spdx", "--platform", "all"],
      /one image, not several/,
    ],
    [
      "a form that is none",
      ["--format", "xml"],
      /Allowed choices are table, json, cyclonedx, spdx/,
    ],
    ["a mirror of nothing", ["--mirror", "mirror.example.com"], /REGISTRY=MIRROR/],
  ])("ends with 2 for %s", async (_, args, message) => {
    expect(await plimsoll(["inventory", "layout", ...args])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
  });

  it("reads an archive from standard input, but no password besides", async () => {
    const archive = gzipSync(await tarOf(join(folder, "layout")));
    const { code, stdout } = await plimsoll(["inventory", "-", ...here], { input: archive });
    expect({ code, found: /2 packages/.test(stdout) }).toEqual({ code: 0, found: true });
    const both = await plimsoll(["inventory", "-", "--username", "me", "--password-stdin"]);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringMatching(/at once/) });
  });

  it("reads a root file system", async () => {
    const root = join(folder, "rootfs");
    for (const { path, content } of steps.flatMap((step) => step.files ?? [])) {
      await mkdir(join(root, path, ".."), { recursive: true });
      await writeFile(join(root, path), content ?? "");
    }
    const { stdout } = await plimsoll(["inventory", "dir:rootfs", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      image: { reference: "dir:rootfs", platform: "linux/unknown" },
      packages: [{ name: "musl" }, { name: "a" }],
    });
  });

  it("asks a mirror first", async () => {
    asked.length = 0;
    const { code } = await plimsoll([
      ...["inventory", "localhost:1/shop/web:1", ...here, "--no-cache"],
      ...["--mirror", `localhost:1=${host}/hub`],
    ]);
    expect(code).toBe(0);
    expect(asked.every((url) => url.startsWith("/v2/hub/shop/web/"))).toBe(true);
  });
});

describe("the cache between runs", () => {
  const blobs = () => asked.filter((url) => url.includes("/blobs/")).length;
  const run = (...more: string[]) =>
    plimsoll(["scan", `${host}/shop/web:1`, ...here, "--format", "json", ...more]);

  it("spares every layer that was read before, and gives the same", async () => {
    const cache = ["--cache-dir", "kept"];
    asked.length = 0;
    const first = await run(...cache);
    const cold = blobs();
    asked.length = 0;
    const second = await run(...cache);
    expect(second).toEqual(first);
    // The config is all that is asked for again.
    expect([cold, blobs()]).toEqual([3, 1]);

    const info = await plimsoll(["cache", "info", "--format", "json", ...cache]);
    expect(JSON.parse(info.stdout)).toMatchObject({ layers: 2, folder: join(folder, "kept") });
    expect((await plimsoll(["cache", "clear", ...cache])).stdout).toMatch(/^Removed 2 layers/);
    expect((await plimsoll(["cache", "info", ...cache])).stdout).toMatch(/Layers +0\n/);
    asked.length = 0;
    await run(...cache);
    expect(blobs()).toBe(3);
  });

  it("lies where the environment says, and nowhere when it is not wanted", async () => {
    for (const [env, place] of [
      [{ PLIMSOLL_CACHE_DIR: join(folder, "a") }, "a/layers"],
      [{ XDG_CACHE_HOME: join(folder, "b") }, "b/plimsoll/layers"],
    ] as const) {
      await plimsoll(["inventory", "layout", ...here], { env });
      expect(await readdir(join(folder, place))).toHaveLength(2);
    }
    const env = { XDG_CACHE_HOME: join(folder, "c") };
    await plimsoll(["inventory", "layout", ...here, "--no-cache"], { env });
    await expect(readdir(join(folder, "c/plimsoll/layers"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("that cannot be written does not keep a scan from its end", async () => {
    await writeFile(join(folder, "blocked"), "");
    const { code, stderr } = await run("--cache-dir", "blocked");
    expect({ code, said: /nothing is lost but time/.test(stderr) }).toEqual({
      code: 0,
      said: true,
    });
  });
});

/** The files of a folder as a ustar archive. */
async function tarOf(root: string): Promise<Buffer> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const parts = await Promise.all(
    names.map(async (one) => {
      const path = join(one.parentPath, one.name);
      const content = await readFile(path);
      const header = Buffer.alloc(512);
      header.write(path.slice(root.length + 1), 0);
      header.write("0000644\0", 100);
      header.write(`${content.length.toString(8).padStart(11, "0")} `, 124);
      header.write("0", 156);
      header.write("        ", 148);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
      return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
    }),
  );
  return Buffer.concat([...parts.flat(), Buffer.alloc(1024)]);
}
