import { describe, expect, it } from "vitest";
import { madeResult } from "../../test/scan-results.ts";
import {
  about,
  all,
  digest,
  flawOf,
  index,
  lodash,
  openVex,
  packages,
  read,
  result,
  silenced,
} from "../../test/vex-documents.ts";
import { applyVex } from "./apply.ts";

const [ssl, dash, own, net, netElsewhere] = all;

describe("what a product names", () => {
  it.each<[string, object, (string | undefined)[]]>([
    ["a package, as it is", about(lodash.purl), [dash]],
    ["any version", about("pkg:npm/lodash"), [dash]],
    ["another version", about("pkg:npm/lodash@4.17.16"), []],
    ["another type", about("pkg:pypi/lodash"), []],
    ["fewer qualifiers", about("pkg:deb/debian/libssl3@3.0.1-2?epoch=1"), [ssl]],
    ["the epoch in the version", about("pkg:deb/debian/libssl3@1:3.0.1-2"), [ssl]],
    ["no epoch where there is one", about("pkg:deb/debian/libssl3@3.0.1-2"), []],
    ["another architecture", about("pkg:deb/debian/libssl3?arch=arm64"), []],
    ["the distribution as Trivy writes it", about("pkg:deb/debian/libssl3?distro=12.5"), [ssl]],
    ["what only Syft writes", about("pkg:npm/lodash@4.17.15?package-id=1"), [dash]],
    ["the source package", about("pkg:deb/debian/openssl?arch=source"), [ssl]],
    ["the source package's version", about("pkg:deb/debian/openssl@1:3.0.1-2?arch=source"), [ssl]],
    ["another source package", about("pkg:deb/debian/gnutls?arch=source"), []],
    ["a Go module without the v", about("pkg:golang/golang.org/x/net@0.1.0"), [net, netElsewhere]],
    [
      "a program and a module in it",
      about("pkg:golang/example.com/server", "pkg:golang/golang.org/x/net"),
      [own, net],
    ],
    [
      "a package, and one that is not in it",
      about("pkg:npm/lodash", "pkg:golang/golang.org/x/net"),
      [dash],
    ],
    ["the image", about(`pkg:oci/web@${digest}`), all],
    ["the image's index", about(`pkg:oci/web@${encodeURIComponent(index)}`), all],
    ["the image, a package in it", about(`pkg:oci/web@${digest}`, "pkg:npm/lodash"), [dash]],
    [
      "the image by its repository",
      about("pkg:oci/web?repository_url=registry.example.com/shop/web"),
      all,
    ],
    [
      "the image by its registry",
      about("pkg:oci/web?repository_url=registry.example.com/shop"),
      all,
    ],
    ["the image by its tag", about("pkg:oci/web?tag=1.4"), all],
    ["the image of another tag", about("pkg:oci/web?tag=1.5"), []],
    [
      "the image of another repository",
      about("pkg:oci/web?repository_url=evil.example.com/web"),
      [],
    ],
    ["another digest", about(`pkg:oci/web@sha256:${"f".repeat(64)}`), []],
    ["another architecture's image", about("pkg:oci/web?arch=arm64"), []],
    ["the image as Docker names it", about("pkg:docker/shop/web@1.4"), all],
    ["the digest alone", about(digest), all],
    ["the reference", about("registry.example.com/shop/web:1.4"), all],
    ["nothing known", about("https://example.com/product"), []],
    ["nonsense", about("pkg:%%%"), []],
  ])("%s", (_, product, expected) => {
    expect(silenced(openVex({ products: [product] }))).toEqual(expected);
  });

  it("is nothing of an image that came from a file, but for its digest", () => {
    const archive = madeResult({
      packages,
      findings: [flawOf(lodash)],
      image: { reference: "oci:web" },
    });
    const suppressed = (id: string) =>
      applyVex(archive, [read(openVex({ products: [about(id)] }))]).result.suppressed.length;
    expect([suppressed("pkg:oci/web"), suppressed(`pkg:oci/web@${digest}`)]).toEqual([0, 1]);
  });
});

describe("several statements", () => {
  const said = (status: string, timestamp?: string) => ({
    products: [about("pkg:npm/lodash")],
    status,
    timestamp,
  });
  const statusAfter = (...statements: object[]) => {
    const { result: applied } = applyVex(result, [read(openVex(...statements))]);
    const [one] = [...applied.suppressed, ...applied.findings].filter(
      ({ package: { name } }) => name === "lodash",
    );
    return one && "suppressedBy" in one
      ? `suppressed: ${(one.suppressedBy as { status: string }).status}`
      : one?.status;
  };
  it.each<[string, object[], string]>([
    ["one", [said("fixed")], "suppressed: fixed"],
    ["affected, which changes nothing", [said("affected")], "affected"],
    ["under investigation", [said("under_investigation")], "under_investigation"],
    [
      "the later one by its time",
      [said("affected", "2026-03-01T00:00:00Z"), said("not_affected", "2026-02-01T00:00:00Z")],
      "affected",
    ],
    [
      "the last of one time",
      [said("under_investigation"), said("not_affected")],
      "suppressed: not_affected",
    ],
    [
      "the document's time where a statement has none",
      [said("not_affected", "2025-12-01T00:00:00Z"), said("affected")],
      "affected",
    ],
  ])("%s", (_, statements, expected) => {
    expect(statusAfter(...statements)).toBe(expected);
  });

  it("names the documents that spoke of something, also where another's word counts", () => {
    const lodashIs = (status: string) => openVex({ products: [about("pkg:npm/lodash")], status });
    const documents = [
      read(lodashIs("affected"), "a"),
      read(lodashIs("fixed"), "b"),
      read(openVex(), "c"),
    ];
    const { result: applied, matched } = applyVex(result, documents);
    expect(applied.suppressed[0]?.suppressedBy.document).toBe("b");
    expect([...matched]).toEqual(["a", "b"]);
  });
});

it("is not compared for ever with what an attached document may hold", () => {
  const products = Array.from({ length: 300_000 }, (_, at) =>
    about("pkg:npm/none", `pkg:npm/${at % 9}`),
  );
  const many = Array.from({ length: 100 }, (_, at) => ({ ...lodash, path: `${at}/package.json` }));
  const large = madeResult({ packages: many, findings: many.map(flawOf) });
  const started = performance.now();
  expect(() => applyVex(large, [read(openVex({ products }))])).toThrow(/limit vexComparisons/);
  expect(performance.now() - started).toBeLessThan(30_000);
});
