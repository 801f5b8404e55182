import { inflateSync } from "node:zlib";
import {
  type Executable,
  type ExecutableLimits,
  sectionNamed,
} from "../../../executable/executable.ts";
import { asArray, asObject, asString, parseObject } from "../../../image/json.ts";
import type { FileReading } from "../../analyser.ts";
import { cratePackage } from "./crate.ts";

/** Crates that a program built by cargo-auditable names, https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md */
export function readCrates(program: Executable, limits: ExecutableLimits): FileReading | null {
  const section = sectionNamed(program, ".dep-v0");
  if (!section) return null;
  const most = limits.executableInfoBytes;
  if (section.size > most)
    throw new Error("the list of crates is larger than is read (limit executableInfoBytes)");
  const packed = program.file.read(section.offset, section.size);
  let text: Buffer;
  try {
    text = inflateSync(packed, { maxOutputLength: most });
  } catch {
    throw new Error(
      "the list of crates is damaged, or larger than is read (limit executableInfoBytes)",
    );
  }
  const { packages } = parseObject(text, "the list of crates", "layer-invalid");
  return {
    packages: asArray(packages).flatMap((one) => {
      const crate = asObject(one);
      // What only builds the program is not in it.
      if (!crate || (asString(crate.kind) ?? "runtime") !== "runtime") return [];
      return cratePackage(crate.name, crate.version);
    }),
  };
}
