import { describe, expect, it } from "vitest";
import { read, told } from "../../../test/read-file.ts";

describe("Julia's manifest", () => {
  it.each([
    [
      "of the second format",
      `julia_version = "1.9.0"\nmanifest_format = "2.0"\n\n[[deps.JSON]]\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n\n[[deps.Dates]]\nuuid = "ade2ca70-3891-5945-98fb-dc099432e06a"\n`,
    ],
    [
      "of the first format",
      `julia_version = "1.9.0"\n[[JSON]]\nuuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"\nversion = "0.21.4"\n[[Dates]]\nuuid = "ade2ca70-3891-5945-98fb-dc099432e06a"\n`,
    ],
  ])("%s", (_, text) => {
    expect(told("app/Manifest.toml", text)).toEqual(["julia JSON 0.21.4", "julia Dates 1.9.0"]);
    expect(read("app/Manifest.toml", text).packages?.[0]?.purl).toBe(
      "pkg:julia/JSON@0.21.4?uuid=682c06a0-de6a-54ab-a142-c8b1cf79cde6",
    );
  });
});
