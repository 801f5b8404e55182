import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseReference } from "../../image/reference.ts";

/** Where a database comes from. `name` is what it is known by: a reference, or a whole path. */
export type DatabaseSource =
  | { readonly kind: "starter"; readonly name: "starter" }
  /** An OCI artifact in a registry: fetched into the store. */
  | { readonly kind: "artifact"; readonly name: string }
  /** A file or folder of one's own: used where it lies, or made into a database in the store. */
  | { readonly kind: "path"; readonly name: string };

export const starterSource: DatabaseSource = { kind: "starter", name: "starter" };

/**
 * Reads `starter`, a path, or `[http(s)://]REGISTRY/REPOSITORY[:TAG][@DIGEST]`, the registry always named: anything
 * else is a path, whether it is there or not. Throws `reference-invalid`.
 */
export function parseSource(text: string): DatabaseSource {
  if (text === "starter") return starterSource;
  const reference = text.replace(/^(?:docker|oci):\/\//, "");
  const named = /^(?:https?:\/\/|localhost[:/]|[^/\s]+[.:][^/\s]*\/)/.test(reference);
  if (!named || /^\.{0,2}\//.test(text) || existsSync(text))
    return { kind: "path", name: resolve(text) };
  parseReference(reference);
  return { kind: "artifact", name: reference };
}
