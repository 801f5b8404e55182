import { isExecutable, openExecutable } from "../../executable/executable.ts";
import { bufferBytes, type FileBytes } from "../../layer/file-bytes.ts";
import { type Limits, withDefaults } from "../../limits.ts";
import type { Analyser, FileReading } from "../analyser.ts";
import { readGoModules } from "./go/go.ts";
import { readCrates } from "./rust/crates.ts";

/** Languages whose compilers write into a program what it was built of. */
const readers = [readGoModules, readCrates];

/** Programs and libraries, told by their first bytes: the executable bit is often lost on the way into an image. */
export const executables: Analyser = {
  name: "executable",
  limit: "largeFileBytes",
  wants: () => false,
  wantsBelow: () => false,
  accepts: isExecutable,
  read: (content, _, limits) => readExecutable(bufferBytes(content), "", withDefaults(limits)),
  readParts: readExecutable,
};

function readExecutable(file: FileBytes, _: string, limits: Limits): FileReading {
  const program = openExecutable(file, limits);
  const readings = program ? readers.map((read) => read(program, limits)) : [];
  return { packages: readings.flatMap((reading) => reading?.packages ?? []) };
}
