import { expect, it } from "vitest";
import { read } from "../../../test/read-file.ts";

it("a Conda package's record", () => {
  const path = "opt/conda/conda-meta/numpy-1.26.4-py311_0.json";
  const text =
    '{"name":"numpy","version":"1.26.4","build":"py311_0","subdir":"linux-64","license":"BSD-3-Clause"}';
  expect(read(path, text).packages).toMatchObject([
    { type: "conda", name: "numpy", architecture: "linux-64", licenses: ["BSD-3-Clause"] },
  ]);
});
