import { executableHeadBytes } from "../executable/executable.ts";
import type { Analyser } from "./analyser.ts";
import { conda } from "./language/conda.ts";
import { dotnet } from "./language/dotnet.ts";
import { executables } from "./language/executables.ts";
import { java } from "./language/java/java.ts";
import { julia } from "./language/julia.ts";
import { node } from "./language/node.ts";
import { php } from "./language/php.ts";
import { python, pythonEgg } from "./language/python.ts";
import { ruby } from "./language/ruby.ts";
import { cargoLock } from "./language/rust/cargo-lock.ts";
import { sbom } from "./language/sbom.ts";
import { yarnPnp } from "./language/yarn-pnp.ts";
import { apk } from "./os/apk.ts";
import { copyright } from "./os/copyright.ts";
import { dpkg } from "./os/dpkg.ts";
import { redHatBuild } from "./os/red-hat-build.ts";
import { release } from "./os/release.ts";
import { rpm } from "./os/rpm/rpm.ts";

/** All that is read in an image. */
export const analysers: readonly Analyser[] = [
  release,
  apk,
  dpkg,
  copyright,
  rpm,
  redHatBuild,
  node,
  yarnPnp,
  python,
  pythonEgg,
  ruby,
  php,
  dotnet,
  conda,
  julia,
  sbom,
  java,
  cargoLock,
  executables,
];

/** Counts up whenever what is read from a layer changes: layers kept from before are then read again. */
export const analyserVersion = 10;

export function analyserFor(path: string): Analyser | null {
  return analysers.find((analyser) => analyser.wants(path)) ?? null;
}

/** First bytes that tell what a file is. */
export const headBytes = executableHeadBytes;

/** Of a file that no analyser wants by its name. */
export function analyserByContent(head: Buffer): Analyser | null {
  return analysers.find((analyser) => analyser.accepts?.(head)) ?? null;
}

export function analyserNamed(name: string): Analyser | null {
  return analysers.find((analyser) => analyser.name === name) ?? null;
}
