import { describe, expect, it } from "vitest";
import { read } from "../../../test/read-file.ts";

describe("Debian's licences", () => {
  const names = (text: string) => read("usr/share/doc/a/copyright", text).licenses?.[0]?.names;

  it("are the fields of a file that machines can read", () => {
    const text =
      "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n text\n\nFiles: x\nLicense: Expat\n\nLicense: GPL-2+\n";
    expect(names(text)).toEqual(["GPL-2.0-or-later", "MIT"]);
  });

  it("are the texts that prose points to", () => {
    expect(
      names("see /usr/share/common-licenses/LGPL-2.1. Also `/usr/share/common-licenses/GPL-3'."),
    ).toEqual(["LGPL-2.1", "GPL-3.0"]);
    expect(names("do what you like")).toBeUndefined();
  });
});
