import { describe, expect, it } from "vitest";
import { read } from "../../../test/read-file.ts";

describe("Composer's installed.json", () => {
  const one =
    '{"name":"symfony/http-kernel","version":"v5.4.20","license":["MIT","GPL-2.0-or-later"]}';

  it.each([
    ["of version 1", `[${one}]`],
    ["of version 2", `{"packages":[${one}],"dev":true,"dev-package-names":[]}`],
  ])("%s", (_, text) => {
    expect(read("vendor/composer/installed.json", text)).toMatchObject({
      packages: [
        {
          type: "composer",
          name: "symfony/http-kernel",
          version: "v5.4.20",
          licenses: ["MIT", "GPL-2.0-or-later"],
        },
      ],
      faults: [],
    });
  });

  it("says which packages it cannot use", () => {
    expect(read("vendor/composer/installed.json", '[{"name":"a/b"},5]').faults).toEqual([
      "a package without name or version (a/b)",
      "a package without name or version (unnamed)",
    ]);
  });
});
