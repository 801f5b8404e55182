import type { MavenNames } from "../../analyser.ts";

/** What `pom.properties` of Maven's archiver says; null unless all of it, or where variables were left in. */
export function parsePomProperties(text: string): MavenNames | null {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, key, value = ""] = /^\s*(groupId|artifactId|version)\s*[=:](.*)$/.exec(line) ?? [];
    if (key && value.trim()) fields.set(key, value.trim());
  }
  const [group, artifact, version] = ["groupId", "artifactId", "version"].map((key) =>
    fields.get(key),
  );
  if (!group || !artifact || !version) return null;
  return [group, artifact, version].some((one) => one.includes("${") || one.length > 500)
    ? null
    : { group, artifact, version };
}

/** `META-INF/maven/GROUP/ARTIFACT/pom.xml`. */
export function pomOf(path: string): string | null {
  const [, group, artifact] =
    /(?:^|\/)META-INF\/maven\/([^/]+)\/([^/]+)\/pom\.xml$/.exec(path) ?? [];
  return group && artifact ? `${group}:${artifact}` : null;
}

/** Names in a POM's `licenses`, https://maven.apache.org/pom.html#Licenses */
export function pomLicenses(text: string): string[] {
  const start = text.indexOf("<licenses>");
  const end = text.indexOf("</licenses>", start);
  if (start < 0 || end < 0) return [];
  return [...text.slice(start, end).matchAll(/<name>([^<]*)<\/name>/g)].map(([, name = ""]) =>
    name.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? "").trim(),
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** `spring-core-5.3.4-SNAPSHOT.jar`: artifact and version, where the name tells them apart. */
export function fileNames(name: string): Omit<MavenNames, "group"> | null {
  const [, artifact, version] = /^([\w.-]*[^-*])-(\d\S*)\.[a-z]{3,4}$/.exec(name) ?? [];
  return artifact && version && version.length <= 500 ? { artifact, version } : null;
}
