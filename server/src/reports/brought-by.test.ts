import type { Artifact } from "@plimsoll/api";
import type { AdvisoryDatabase } from "@plimsoll/engine";
import {
  type Composed,
  composeImage,
  composeIndex,
  type FileSpec,
  type RunningRegistry,
  serveImages,
} from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  createTestSource,
  scan,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { testAdvisories, testAdvisory } from "../../test/images.ts";
import { bringersOf, broughtTo } from "./brought-by.ts";

type Given = readonly (readonly [name: string, way: string])[];

/** `a > b`; a name alone is an npm package's. */
const packagesOf = (given: Given) =>
  given.map(([named, way]) => {
    const [name = "", type = "npm"] = named.split("@");
    return {
      ...{ name, type: type as "npm" | "deb" },
      ...(way === "" ? {} : { broughtBy: way.split(" > ") }),
    };
  });

function keptWays(given: Given): string[] {
  const packages = packagesOf(given);
  const bringers = bringersOf(packages);
  return packages.map((_, place) =>
    (broughtTo(place, bringers, (at) => packages[at]?.name).broughtBy ?? []).join(" > "),
  );
}

describe("by what packages were brought", () => {
  test.each<[string, Given]>([
    ["nothing", [["a", ""]]],
    [
      "ways that share their beginnings",
      [
        ["d", "a > b"],
        ["b", "a"],
        ["c", "a > b"],
        ["a", ""],
        ["e", "a > b > c"],
      ],
    ],
    [
      "the same name on two ways",
      [
        ["a", ""],
        ["b", ""],
        ["qs", "a"],
        ["qs", "b"],
        ["of-a", "a > qs"],
        ["of-b", "b > qs"],
      ],
    ],
    [
      "the same name twice on one way",
      [
        ["a", ""],
        ["qs", "a"],
        ["qs", "a > qs"],
        ["last", "a > qs > qs"],
      ],
    ],
    [
      "the same name of two kinds",
      [
        ["a@deb", ""],
        ["a", "express"],
        ["express", ""],
        ["b@deb", "a"],
        ["b", "express > a"],
      ],
    ],
    [
      "names with spaces",
      [
        ["a b", ""],
        ["a", ""],
        ["b c", "a"],
        ["c", "a b"],
        ["d", "a b > c"],
        ["e", "a > b c"],
      ],
    ],
    [
      "names that objects have already",
      [
        ["__proto__", ""],
        ["constructor", "__proto__"],
        ["a", "__proto__ > constructor"],
      ],
    ],
  ])("is kept: %s", (_, given) => {
    expect(keptWays(given)).toEqual(given.map(([, way]) => way));
  });

  test.each<[string, Given, string]>([
    [
      "at its beginning",
      [
        ["b", "gone"],
        ["c", "gone > b"],
      ],
      "b",
    ],
    [
      "in its middle",
      [
        ["a", ""],
        ["c", "a > gone"],
      ],
      "a",
    ],
    ["all over", [["c", "gone > too"]], ""],
  ])("is told without what is no package of the inventory: %s", (_, given, way) => {
    expect(keptWays(given).at(-1)).toBe(way);
  });

  test("takes nothing where nothing is told", () => {
    expect(bringersOf([])).toBeNull();
    expect(bringersOf(packagesOf([["a", ""]]))).toBeNull();
  });

  test("is told without what lies past the places that are kept", () => {
    const many = Array.from({ length: 32_768 }, (_, at) => [`p${at}`, ""] as const);
    const bringers = bringersOf(
      packagesOf([...many, ["late", "p32767"], ["later", "p32767 > late"], ["own", "p1"]]),
    );
    expect(bringers?.slice(-3)).toEqual([32_767, 32_767, 1]);
    expect(Math.max(...(bringers ?? []))).toBeLessThan(2 ** 15);
  });

  test.each([
    ["round and round", [1, 2, 0]],
    ["to itself", [0]],
    ["to nowhere", [77]],
  ])("ends where what is kept is broken: %s", (_, bringers) => {
    expect(broughtTo(0, bringers, () => "a").broughtBy?.length).toBeLessThanOrEqual(100);
  });
});

const release: FileSpec = {
  path: "etc/os-release",
  content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n',
};
const dpkg = (...records: [name: string, depends?: string][]): FileSpec => ({
  path: "var/lib/dpkg/status",
  content: records
    .map(([name, depends]) => {
      const needs = depends ? `Depends: ${depends}\n` : "";
      return `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n${needs}`;
    })
    .join("\n"),
});
const auto = (...names: string[]): FileSpec => ({
  path: "var/lib/apt/extended_states",
  content: names.map((name) => `Package: ${name}\nAuto-Installed: 1\n`).join("\n"),
});
const manifest = (folder: string, name: string, ...needs: string[]): FileSpec => ({
  path: `${folder}/package.json`,
  content: JSON.stringify({
    ...{ name, version: "1.0.0" },
    dependencies: Object.fromEntries(needs.map((need) => [need, "1"])),
  }),
});

/** Debian with curl, and beside it a module that another one asked for. */
function debian(asker: string, architecture = "amd64"): Promise<Composed> {
  return composeImage({
    platform: { os: "linux", architecture },
    created: "2024-05-01T10:00:00Z",
    steps: [
      { command: "ADD rootfs.tar.gz /", files: [release, dpkg(["apt"]), auto()] },
      {
        command: "RUN apt-get install -y curl",
        files: [
          dpkg(["apt"], ["curl", "libcurl4"], ["libcurl4", "libssl3"], ["libssl3"]),
          auto("libcurl4", "libssl3"),
        ],
      },
      {
        command: "COPY . /app",
        files: [
          manifest("app", "app", asker),
          manifest(`app/node_modules/${asker}`, asker, "qs"),
          manifest("app/node_modules/qs", "qs", "side-channel"),
          manifest("app/node_modules/side-channel", "side-channel"),
        ],
      },
    ],
  });
}

const flaw = (id: string, more: object = {}) =>
  testAdvisory({ id, severity: "high", fixed: "1.0.1", ...more });
const advisories: AdvisoryDatabase = {
  ...testAdvisories,
  covers: () => true,
  lookup: (ecosystem, name) => {
    if (ecosystem === "Debian:12" && name === "libssl3")
      return [flaw("CVE-2024-0011", { ranges: [{ introduced: "0" }] })];
    return ecosystem === "npm" && name === "side-channel" ? [flaw("CVE-2024-0012")] : [];
  },
  packages: () => [],
};

describe("of an image that was scanned", () => {
  let service: TestService;
  let registry: RunningRegistry;
  const artifacts = new Map<string, Artifact>();
  beforeAll(async () => {
    service = await startTestService(createTestSource(advisories));
    registry = await serveImages({
      "team/app": { v1: await debian("express") },
      "team/other": { v1: await debian("koa") },
      "team/both": {
        v1: composeIndex([await debian("hapi"), await debian("fastify", "arm64")]),
      },
    });
    await addRegistry(service.client, registry.address);
    for (const { id, repository } of (await service.client.listImages()).items)
      for (const artifact of (await service.client.listArtifacts({ query: { image: id } })).items) {
        artifacts.set(repository, artifact);
        await scan(service.client, artifact.id);
      }
  });
  afterAll(async () => {
    await service.close();
    await registry.close();
  });

  const ask = (repository: string, query: object = {}) => ({
    params: { id: artifacts.get(repository)?.id ?? "" },
    query,
  });
  const chains = (items: readonly { readonly origin: { readonly chain: readonly string[] } }[]) =>
    items.map(({ origin }) => origin.chain.join(" > ")).sort();
  const inPackages = async (repository: string, query?: object) =>
    chains((await service.client.listPackages(ask(repository, query))).items);
  const inFindings = async (repository: string, query?: object) =>
    chains((await service.client.listFindings(ask(repository, query))).items);

  test("each package says by what it was brought, whatever another image's same package says", async () => {
    const system = ["app", "apt", "curl", "curl > libcurl4", "curl > libcurl4 > libssl3"];
    const modules = (asker: string) =>
      ["", " > qs", " > qs > side-channel"].map((way) => asker + way);
    expect(await inPackages("team/app")).toEqual([...system, ...modules("express")]);
    expect(await inPackages("team/other")).toEqual([...system, ...modules("koa")]);
  });

  test("a page says it without the packages on the way", async () => {
    expect(await inPackages("team/app", { q: "side" })).toEqual(["express > qs > side-channel"]);
    expect(await inPackages("team/app", { q: "none such" })).toEqual([]);
  });

  test("each finding says by what its package was brought, page by page", async () => {
    const of = (asker: string) => ["curl > libcurl4 > libssl3", `${asker} > qs > side-channel`];
    expect(await inFindings("team/app")).toEqual(of("express"));
    expect(await inFindings("team/app", { scanner: "all" })).toEqual(of("express"));
    expect(await inFindings("team/app", { q: "side" })).toEqual([of("express")[1]]);
    expect(await inFindings("team/app", { q: "none such" })).toEqual([]);
    expect(await inFindings("team/other")).toEqual(of("koa"));
    expect(await inFindings("team/both")).toEqual(
      [...of("hapi"), ...of("fastify")].toSorted((a, b) => a.localeCompare(b)),
    );
  });

  test("the plan takes away what brought what has no fix", async () => {
    const { plan } = await service.client.getRemedy(ask("team/app"));
    const [left] = plan.remaining;
    expect(left?.meanwhile).toContainEqual(
      expect.objectContaining({
        kind: "remove-package",
        packages: [expect.objectContaining({ name: "curl" })],
      }),
    );
  });

  test("it stays when the image is scanned again, and nothing is pulled", async () => {
    await scan(service.client, artifacts.get("team/app")?.id ?? "");
    expect(await inFindings("team/app", { q: "side" })).toEqual(["express > qs > side-channel"]);
  });

  test("where it is not kept, a package stands for itself", async () => {
    await service.database.db.updateTable("inventory").set({ brought_by: null }).execute();
    expect(await inFindings("team/app")).toEqual(["libssl3", "side-channel"]);
    expect(await inPackages("team/app", { q: "qs" })).toEqual(["qs"]);
    const { plan } = await service.client.getRemedy(ask("team/app"));
    expect(plan.remaining).toHaveLength(1);
  });
});
