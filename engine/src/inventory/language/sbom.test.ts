import { describe, expect, it } from "vitest";
import { read } from "../../../test/read-file.ts";

describe("a bill of materials", () => {
  const spdx = (...packages: object[]) => JSON.stringify({ spdxVersion: "SPDX-2.3", packages });
  const reference = (purl: string) => [
    { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
  ];

  it("of Bitnami", () => {
    const text = spdx(
      { name: "nginx", SPDXID: "SPDXRef-Package" },
      {
        name: "nginx",
        versionInfo: "1.25.3-2",
        licenseConcluded: "BSD-2-Clause",
        externalRefs: reference("pkg:bitnami/nginx@1.25.3-2?arch=amd64&distro=debian-12"),
      },
    );
    expect(read("opt/bitnami/nginx/.spdx-nginx.spdx", text)).toEqual({
      packages: [
        {
          name: "nginx",
          version: "1.25.3-2",
          type: "bitnami",
          purl: "pkg:bitnami/nginx@1.25.3-2?arch=amd64&distro=debian-12",
          source: null,
          architecture: "amd64",
          licenses: ["BSD-2-Clause"],
          maintainer: null,
        },
      ],
      faults: [],
    });
  });

  it("in CycloneDX, components within components", () => {
    const text = JSON.stringify({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      components: [
        {
          name: "core",
          purl: "pkg:npm/%40babel/core@7.0.0",
          licenses: [{ license: { id: "MIT" } }],
          components: [
            { name: "a", purl: "pkg:maven/org.apache/a@1.0" },
            {
              name: "v",
              purl: "pkg:golang/github.com/x/y@v1.2.3",
              licenses: [{ expression: "MIT OR ISC" }],
            },
            { name: "bash", purl: "pkg:rpm/redhat/bash@5.1-1?epoch=2&arch=x86_64" },
          ],
        },
        { name: "file without purl" },
        { name: "old", purl: "pkg:npm/old" },
        { name: "src", purl: "pkg:github/a/b@1" },
        { name: "other", purl: "pkg:hex/jason@1.1.2" },
        { name: "bad", purl: "nothing" },
      ],
    });
    const { packages, faults } = read("usr/share/app.cdx.json", text);
    expect(
      packages?.map(({ type, name, version, licenses }) => [type, name, version, ...licenses]),
    ).toEqual([
      ["npm", "@babel/core", "7.0.0", "MIT"],
      ["maven", "org.apache:a", "1.0"],
      ["golang", "github.com/x/y", "v1.2.3", "MIT OR ISC"],
      ["rpm", "bash", "2:5.1-1"],
    ]);
    expect(faults).toEqual([
      "old has no version",
      '"nothing" is no package URL',
      "1 of type hex, which is not read",
    ]);
  });

  it("that is none is told by its name only", () => {
    expect(read("app/bom.json", '{"parts":[]}')).toEqual({});
    expect(read("app/bom.json", "[]")).toEqual({});
    expect(() => read("app/x.spdx", "SPDXVersion: SPDX-2.3\n")).toThrow("not JSON");
    expect(() => read("app/x.spdx.json", "{}")).toThrow("neither CycloneDX nor SPDX 2");
  });
});
