import { stat } from "node:fs/promises";
import { PlimsollError } from "../error.ts";
import { archiveTree } from "./archive-tree.ts";
import { dockerArchiveSource } from "./docker-archive.ts";
import { fileError, folderTree } from "./file-tree.ts";
import type { ImageSource } from "./image.ts";
import { layoutSource } from "./layout.ts";
import { parseReference, type Reference } from "./reference.ts";
import { openRegistry, type RegistryOptions } from "./registry.ts";

export type SourceOptions = Omit<RegistryOptions, "address" | "credentials"> & {
  /** Who asks a registry; asked once the registry is known. */
  readonly credentials?: (reference: Reference) => Promise<RegistryOptions["credentials"]>;
};

type Open = (rest: string, text: string, options: SourceOptions) => Promise<ImageSource>;

/** Skopeo's names, https://github.com/containers/image/blob/main/docs/containers-transports.5.md */
const transports: Readonly<Record<string, Open>> = {
  "docker://": openReference,
  "oci:": async (rest, text) => {
    const { path, name } = await splitName(rest);
    return named(layoutSource(folderTree(await existingFolder(path)), text), name);
  },
  "oci-archive:": async (rest, text) => {
    const { path, name } = await splitName(rest);
    return named(layoutSource(await archiveTree(path), text), name);
  },
  "docker-archive:": async (rest, text) => {
    const { path, name } = await splitName(rest);
    return named(dockerArchiveSource(await archiveTree(path), text), name);
  },
};
const foreign = /^(dir|docker-daemon|containers-storage|ostree|sif|tarball|podman|containerd):/;

/**
 * What `plimsoll scan ARG` names: a transport and what it takes, a path that exists, or a reference in a registry.
 * `resolve()` without a tag then gives just that. Throws `PlimsollError`.
 */
export async function openSource(text: string, options: SourceOptions = {}): Promise<ImageSource> {
  for (const [prefix, open] of Object.entries(transports))
    if (text.startsWith(prefix)) return open(text.slice(prefix.length), text, options);
  if (foreign.test(text))
    throw new PlimsollError("reference-invalid", `"${text}" names a store that is not read here`, {
      hint: "Save the image first: docker save -o FILE IMAGE, or skopeo copy … oci-archive:FILE.",
    });
  if (/^https?:\/\//.test(text)) return openReference(text, text, options);
  const found = await stat(text).catch(() => null);
  if (found?.isDirectory()) return layoutSource(folderTree(await existingFolder(text)), text);
  if (found) return openArchive(text);
  if (/^\.{0,2}\//.test(text))
    throw new PlimsollError("not-found", `${text} does not exist`, { hint: "Check the path." });
  return openReference(text, text, options);
}

async function openReference(
  rest: string,
  _text: string,
  options: SourceOptions,
): Promise<ImageSource> {
  const reference = parseReference(rest);
  const credentials = (await options.credentials?.(reference)) ?? null;
  const registry = openRegistry({ ...options, address: reference.address, credentials });
  const source = registry.source(reference.repository);
  const named = reference.digest ?? reference.tag ?? "latest";
  return {
    resolve: (tagOrDigest = named, signal) => source.resolve(tagOrDigest, signal),
    close: () => registry.close(),
  };
}

/** `docker save` writes an OCI layout beside its own files since version 25; its manifests have digests. */
async function openArchive(path: string): Promise<ImageSource> {
  const tree = await archiveTree(path);
  const oci = await tree.open("oci-layout");
  const docker = await tree.open("manifest.json");
  if (oci && (await tree.open("index.json"))) return layoutSource(tree, path);
  if (docker) return dockerArchiveSource(tree, path);
  await tree.close();
  throw new PlimsollError("archive-invalid", `${path} holds no image`, {
    hint: "A Docker archive has a manifest.json, an OCI archive an oci-layout and an index.json.",
  });
}

async function existingFolder(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const marker = found.isDirectory() ? await stat(`${path}/oci-layout`).catch(() => null) : null;
  if (!marker)
    throw new PlimsollError("archive-invalid", `${path} is no OCI layout`, {
      hint: "An OCI layout is a folder with the files oci-layout and index.json.",
    });
  return path;
}

/** `PATH[:NAME]`; a path that exists as a whole has no name after it. */
async function splitName(text: string): Promise<{ path: string; name: string | undefined }> {
  const whole = await stat(text).catch(() => null);
  if (whole) return { path: text, name: undefined };
  for (let colon = text.indexOf(":"); colon > 0; colon = text.indexOf(":", colon + 1)) {
    const path = text.slice(0, colon);
    if (await stat(path).catch(() => null))
      return { path, name: text.slice(colon + 1) || undefined };
  }
  return { path: text, name: undefined };
}

function named(source: ImageSource, name: string | undefined): ImageSource {
  return { ...source, resolve: (asked = name, signal) => source.resolve(asked, signal) };
}
