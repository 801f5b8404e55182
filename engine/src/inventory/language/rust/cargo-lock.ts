import { parse } from "smol-toml";
import { asArray, asObject } from "../../../image/json.ts";
import { baseName } from "../../../layer/path.ts";
import type { Analyser } from "../../analyser.ts";
import { cratePackage } from "./crate.ts";

/** Crates that a project was built of, https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
export const cargoLock: Analyser = {
  name: "cargo-lock",
  limit: "metadataFileBytes",
  wants: (path) => path.endsWith("Cargo.lock") && baseName(path) === "Cargo.lock",
  wantsBelow: () => false,
  read(content) {
    return {
      packages: asArray(tables(content).package).flatMap((one) => {
        const crate = asObject(one);
        return cratePackage(crate?.name, crate?.version);
      }),
    };
  },
};

function tables(content: Buffer): Readonly<Record<string, unknown>> {
  try {
    return parse(content.toString("utf8"));
  } catch {
    throw new Error("Cargo.lock is no TOML");
  }
}
