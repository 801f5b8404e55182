import { asString } from "../../../image/json.ts";
import type { ReadPackage } from "../../analyser.ts";

/** None where name or version is missing. */
export function cratePackage(name: unknown, version: unknown): ReadPackage[] {
  const [given, of] = [asString(name), asString(version)];
  if (!given || !of) return [];
  return [
    {
      name: given,
      version: of,
      type: "cargo",
      source: null,
      architecture: null,
      licenses: [],
      maintainer: null,
    },
  ];
}
