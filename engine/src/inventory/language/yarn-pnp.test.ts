import { describe, expect, it } from "vitest";
import { read, told } from "../../../test/read-file.ts";

describe("Yarn's map of modules", () => {
  const map = JSON.stringify(
    {
      packageRegistryData: [
        [null, [[null, { packageLocation: "./" }]]],
        ["it's", [["workspace:.", { packageLocation: "./" }]]],
        [
          "@babel/core",
          [
            ["virtual:ab12#npm:7.24.0", {}],
            ["npm:7.24.0", {}],
            ["npm:7.23.0", {}],
          ],
        ],
        ["left-pad", [["npm:1.3.0::__archiveUrl=https%3A%2F%2Fx", {}]]],
        [
          "typescript",
          [["patch:typescript@npm%3A5.4.2#optional!builtin<x>::version=5.4.2&hash=5adc0c", {}]],
        ],
      ],
    },
    null,
    2,
  );
  const expected = [
    "npm @babel/core 7.24.0",
    "npm @babel/core 7.23.0",
    "npm left-pad 1.3.0",
    "npm typescript 5.4.2",
  ];

  it("stands in .pnp.cjs as a text", () => {
    const text = map.replaceAll("'", "\\'").replaceAll("\n", "\\\n");
    expect(
      told(
        "app/.pnp.cjs",
        `#!/usr/bin/env node\nconst RAW_RUNTIME_STATE =\n'${text}';\n\nx('y');\n`,
      ),
    ).toEqual(expected);
  });

  it("or beside it", () => {
    expect(told("app/.pnp.data.json", map)).toEqual(expected);
    expect(read("app/.pnp.cjs", "module.exports = {};\n")).toEqual({});
  });
});
