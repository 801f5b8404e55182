import type { MavenNames } from "../../analyser.ts";

/** The main section's attributes by name in lower case, https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest */
export type Manifest = ReadonlyMap<string, string>;

export function parseManifest(text: string): Manifest {
  const attributes = new Map<string, string>();
  let line = "";
  const take = () => {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1).trim();
    // Variables are put in from a file of the bundle's words.
    if (name && value && !value.startsWith("%")) attributes.set(name.toLowerCase(), value);
  };
  for (const next of text.split(/\r\n|\n|\r/)) {
    if (next === "") break;
    // Lines are cut at 72 bytes; a space marks the rest.
    if (next.startsWith(" ")) line += next.slice(1);
    else {
      take();
      line = next;
    }
  }
  take();
  return attributes;
}

/** What Maven's and OSGi's attributes say of the archive; null unless they say all of it. */
export function manifestNames(manifest: Manifest): MavenNames | null {
  const first = (...names: string[]) =>
    names.map((name) => manifest.get(name)).find((value) => value !== undefined);
  // Parameters of the bundle follow its name: `a.b.c;singleton:=true`.
  const bundle = manifest.get("bundle-symbolicname")?.split(";")[0]?.trim();
  const group =
    first("implementation-vendor-id") ??
    (bundle ? withoutLastPart(bundle) : undefined) ??
    first("implementation-vendor", "specification-vendor");
  const artifact = first("implementation-title", "specification-title", "bundle-name");
  const version = first("implementation-version", "specification-version", "bundle-version");
  return group && artifact && version ? { group, artifact, version } : null;
}

function withoutLastPart(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** `Bundle-License: "Apache-2.0";link=…, MIT`: the names; a link alone is none. */
export function manifestLicenses(manifest: Manifest): string[] {
  const text = manifest.get("bundle-license")?.slice(0, 2000) ?? "";
  return [...text.matchAll(/(?:"([^"]*)"|[^,"])+/g)]
    .map(([entry]) => (entry.split(";")[0] ?? "").replaceAll('"', "").trim())
    .filter((name) => name !== "" && !name.startsWith("<") && !/^https?:/.test(name));
}
