import { describe, expect, it } from "vitest";
import { buildsOf, redHatBuild } from "./red-hat-build.ts";

const read = (path: string, text: string) => redHatBuild.read(Buffer.from(text), path);
const manifest = (sets: unknown) => JSON.stringify({ metadata: {}, content_sets: sets });
const dockerfile = `FROM scratch
LABEL maintainer="Red Hat, Inc."
LABEL com.redhat.component="ubi9-container" \\
      name="ubi9" \\
      version="9.4"
LABEL "release"="947" "distribution-scope"="public" "architecture"="x86_64" "vendor"="Red Hat, Inc."
`;

describe("what a layer of Red Hat's was built from", () => {
  it.each<[string, string, object]>([
    [
      "root/buildinfo/content_manifests/ubi9-container-9.4-947.json",
      manifest(["rhel-9-for-x86_64-baseos-rpms", 7, "x".repeat(201)]),
      { build: { contentSets: ["rhel-9-for-x86_64-baseos-rpms"], nvr: null } },
    ],
    [
      "usr/share/buildinfo/coreos.json",
      manifest(["a"]),
      { build: { contentSets: ["a"], nvr: null } },
    ],
    ["root/buildinfo/content_manifests/sbom.json", JSON.stringify({ purls: [] }), {}],
    ["root/buildinfo/content_manifests/none.json", manifest([]), {}],
    [
      "root/buildinfo/Dockerfile-ubi9-9.4-947",
      dockerfile,
      { build: { contentSets: [], nvr: "ubi9-container-9.4-947-x86_64" } },
    ],
    ["root/buildinfo/Dockerfile-ubi9-9.4-947", "FROM scratch\nLABEL architecture=x86_64\n", {}],
    ["root/buildinfo/Dockerfile-ubi9", dockerfile, {}],
  ])("%s", (path, text, expected) => {
    expect(redHatBuild.wants(path)).toBe(true);
    expect(read(path, text)).toEqual(expected);
  });

  it.each(["root/buildinfo/other.json", "usr/share/buildinfo/deep/a.json", "etc/Dockerfile-a-1-1"])(
    "is not in %s",
    (path) => expect(redHatBuild.wants(path)).toBe(false),
  );

  it("cannot be told from a manifest that is no JSON", () => {
    expect(() => read("usr/share/buildinfo/a.json", "{")).toThrow();
  });
});

describe("layers that do not say what they were built from", () => {
  const layer = (...sets: string[]) => ({
    files: sets.map((set) => ({ reading: { build: { contentSets: [set], nvr: null } } })),
  });
  const setsOf = (...layers: ReturnType<typeof layer>[]) =>
    buildsOf(layers).map((build) => build?.contentSets.join("+") ?? null);

  it.each<[string, ReturnType<typeof layer>[], (string | null)[]]>([
    ["the lowest asks the one above", [layer(), layer("a"), layer()], ["a", "a", "a"]],
    ["the others those below", [layer(), layer("a"), layer("b"), layer()], ["a", "a", "b", "b"]],
    ["never the lowest", [layer("a"), layer()], ["a", null]],
    ["nobody says", [layer(), layer()], [null, null]],
    ["one layer alone", [layer()], [null]],
    ["two manifests in one", [layer(), layer("a", "b", "a")], ["a+b", "a+b"]],
  ])("%s", (_, layers, expected) => {
    expect(setsOf(...layers)).toEqual(expected);
  });
});
