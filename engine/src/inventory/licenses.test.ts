import { expect, it } from "vitest";
import { licenseNames } from "./licenses.ts";

it.each<[string, string]>([
  ["MIT", "MIT"],
  ["mit", "MIT"],
  ["(MIT OR Apache-2.0)", "(MIT OR Apache-2.0)"],
  ["MIT/Apache-2.0", "MIT OR Apache-2.0"],
  ["MIT or Apache-2.0", "MIT OR Apache-2.0"],
  ["GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"],
  ["Apache License, Version 2.0", "Apache-2.0"],
  ["GPLv2+ and LGPLv2.1+", "GPL-2.0-or-later AND LGPL-2.1-or-later"],
  ["GPL-2+", "GPL-2.0-or-later"],
  ["GPL-3", "GPL-3.0"],
  ["LGPL-2.1+", "LGPL-2.1-or-later"],
  ["GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"],
  ["GFDL-NIV-1.3", "GFDL-1.3-no-invariants-only"],
  ["Expat", "MIT"],
  ["BSD-3-clause", "BSD-3-Clause"],
  ["SEE LICENSE IN LICENSE.md", "SEE LICENSE IN LICENSE.md"],
  ["A licence of\n  one's own", "A licence of one's own"],
  ["constructor", "constructor"],
])("%j is %j", (given, expected) => {
  expect(licenseNames([given])).toEqual([expected]);
});

it("is nothing where nothing is said, and no text of a licence", () => {
  expect(
    licenseNames(["", "UNKNOWN", "NOASSERTION", 5, null, undefined, {}, "x".repeat(5000)]),
  ).toEqual([]);
});

it("names each once, and not without end", () => {
  expect(licenseNames(["MIT", "Expat", "mit"])).toEqual(["MIT"]);
  expect(licenseNames(Array.from({ length: 1000 }, (_, index) => `L${index}`))).toHaveLength(20);
});
