import { whyLeftOut } from "../inventory/left-out.ts";
/** A name inside a layer: relative to the root, no `.`, `..` or empty part. The root itself is "". */
export type NormalPath = { readonly path: string } | { readonly unsafe: string };

/** Makes a tar's name a path of the image. An absolute name is below the image's root, as runtimes have it; one that climbs out of it is unsafe. */
export function normalPath(name: string): NormalPath {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return { unsafe: whyLeftOut("name-outside") };
  }
  return { path: parts.join("/") };
}

/** `a/b/c` gives `a/b`, then `a`. */
export function* ancestors(path: string): Iterable<string> {
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1))
    yield path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
