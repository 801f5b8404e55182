import type { Analyser } from "./analyser.ts";
import { node } from "./language/node.ts";
import { python } from "./language/python.ts";
import { apk } from "./os/apk.ts";
import { dpkg } from "./os/dpkg.ts";
import { release } from "./os/release.ts";

/** All that is read in an image. */
export const analysers: readonly Analyser[] = [release, apk, dpkg, node, python];

/** Counts up whenever what is read from a layer changes: layers kept from before are then read again. */
export const analyserVersion = 1;

export function analyserFor(path: string): Analyser | null {
  return analysers.find((analyser) => analyser.wants(path)) ?? null;
}

export function analyserNamed(name: string): Analyser | null {
  return analysers.find((analyser) => analyser.name === name) ?? null;
}
