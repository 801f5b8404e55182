import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
let registry: RunningRegistry;
let digest: string;
beforeAll(async () => {
  service = await startTestService();
  const image = await alpineImage({ busybox: "1.36.1-r0", zlib: "1.2.13-r0" });
  digest = image.descriptor.digest;
  registry = await serveImages({ "team/web-shop": { "1.0": image } });
  await addRegistry(service.client, registry.address);
  await scan(service.client, (await newestOf(service.client, "team/web-shop")).id);
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const search = (q: string) => service.client.search({ query: { q } });
const nothing = { images: [], artifacts: [], vulnerabilities: [], packages: [] };

describe("a search", () => {
  test.each<[string, () => string, object]>([
    ["an image", () => "SHOP", { images: [{ repository: "team/web-shop" }] }],
    ["a digest", () => digest, { artifacts: [{ tags: ["1.0"] }] }],
    ["a digest's beginning", () => digest.slice(7, 19), { artifacts: [{ tags: ["1.0"] }] }],
    [
      "a vulnerability",
      () => "cve-2024-0003",
      { vulnerabilities: [{ id: "CVE-2024-0003", images: 1 }] },
    ],
    ["its other name", () => "GHSA-zlib", { vulnerabilities: [{ id: "CVE-2024-0003" }] }],
    ["a package", () => "busyb", { packages: [{ name: "busybox", type: "apk" }] }],
  ])("finds %s", async (_, q, expected) => {
    // Where a vulnerability is, is counted in the background.
    await until(async () => expect(await search(q())).toMatchObject(expected));
  });

  test.each(["no such thing", "%%", "__", "sha256:zz", "\\\\", "'; drop"])(
    "finds nothing for %j, and takes no sign for another",
    async (q) => {
      expect(await search(q)).toEqual(nothing);
    },
  );

  test("of one letter is refused: it would find everything", async () => {
    expect(await refusal(search("a"))).toMatchObject({ code: "bad-request" });
  });
});
