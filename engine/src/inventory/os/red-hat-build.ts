import { asObject } from "../../image/json.ts";
import { type Analyser, type FileReading, leadsTo } from "../analyser.ts";
import type { BuildFacts } from "../package.ts";

const manifests = ["root/buildinfo/content_manifests/", "usr/share/buildinfo/"];
const dockerfiles = "root/buildinfo/Dockerfile-";

/**
 * What a layer of Red Hat's was built from: its repositories, or else the build's name, by which Red Hat keeps
 * them, https://www.redhat.com/en/blog/container-image-metadata
 */
export const redHatBuild: Analyser = {
  name: "red-hat-build",
  limit: "metadataFileBytes",
  wants: (path) => path.startsWith(dockerfiles) || isManifest(path),
  wantsBelow: (path) => leadsTo(path, [...manifests, dockerfiles]),
  read: (content, path) =>
    isManifest(path) ? readManifest(content) : readDockerfile(content.toString("utf8"), path),
};

function isManifest(path: string): boolean {
  return path.endsWith(".json") && manifests.includes(path.slice(0, path.lastIndexOf("/") + 1));
}

function readManifest(content: Buffer): FileReading {
  const sets = asObject(JSON.parse(content.toString("utf8")))?.content_sets;
  const contentSets = Array.isArray(sets)
    ? sets.filter((set) => typeof set === "string" && set.length <= 200)
    : [];
  return contentSets.length > 0 ? { build: { contentSets, nvr: null } } : {};
}

/** The name ends in version and release: `Dockerfile-ubi9-9.4-947`. */
function readDockerfile(text: string, path: string): FileReading {
  const version = /-([^-/]+-[^-/]+)$/.exec(path)?.[1];
  const component = label(text, "com.redhat.component");
  const architecture = label(text, "architecture");
  if (!version || !component || !architecture) return {};
  return { build: { contentSets: [], nvr: `${component}-${version}-${architecture}` } };
}

function label(text: string, name: string): string | undefined {
  const written = name.replaceAll(".", "\\.");
  return new RegExp(`(?:^|[\\s"'])${written}["']?\\s*[=\\s]\\s*["']?([\\w.-]{1,200})`, "m").exec(
    text,
  )?.[1];
}

/**
 * What the packages of each layer were built from. The lowest layer does not say, the one above it speaks for it;
 * layers put on top are built with what is below them.
 */
export function buildsOf(
  layers: readonly { readonly files: readonly { readonly reading: FileReading }[] }[],
): (BuildFacts | null)[] {
  const own = layers.map(({ files }) => {
    const said = files.map(({ reading }) => reading.build).filter((build) => build !== undefined);
    if (said.length === 0) return null;
    return {
      contentSets: [...new Set(said.flatMap(({ contentSets }) => contentSets))],
      nvr: said.find(({ nvr }) => nvr !== null)?.nvr ?? null,
    };
  });
  return own.map(
    (build, at) => build ?? (at === 0 ? own[1] : own.slice(1, at).findLast(Boolean)) ?? null,
  );
}
