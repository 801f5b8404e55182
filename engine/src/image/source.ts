import { stat } from "node:fs/promises";
import { PlimsollError } from "../error.ts";
import { archiveTree, streamTree } from "./archive-tree.ts";
import { dockerArchiveSource } from "./docker-archive.ts";
import { type FileTree, fileError, folderTree } from "./file-tree.ts";
import type { ImageSource } from "./image.ts";
import { layoutSource } from "./layout.ts";
import { parseAddress, parseReference } from "./reference.ts";
import { openRegistry, type RegistryOptions } from "./registry.ts";
import { type Mirror, splitMirror } from "./registry-mirrors.ts";
import { rootFolderSource } from "./root-folder.ts";

/** The registry that was named, or a mirror of it. */
export type Asked = { readonly registry: string; readonly isMirror: boolean };

export type SourceOptions = Pick<
  RegistryOptions,
  "certificate" | "userAgent" | "signal" | "retry" | "env" | "log"
> & {
  /** Who asks a registry or a mirror; asked once it is known. */
  readonly credentials?: (asked: Asked) => Promise<RegistryOptions["credentials"]>;
  /** Of a registry, `[http(s)://]HOST[:PORT][/PREFIX]`. */
  readonly mirrors?: (registry: string) => readonly string[];
  /** Whether any TLS certificate will do. */
  readonly insecure?: (registry: string) => boolean;
  /** What `-` stands for; standard input when not given. */
  readonly input?: AsyncIterable<Uint8Array>;
};

type Open = (rest: string, text: string, options: SourceOptions) => Promise<ImageSource>;
type OpenArchive = (tree: FileTree, text: string) => ImageSource | Promise<ImageSource>;

/** Skopeo's names, https://github.com/containers/image/blob/main/docs/containers-transports.5.md; `dir` is Trivy's and Syft's word for a root file system. */
const transports: Readonly<Record<string, Open>> = {
  "docker://": openReference,
  "oci:": async (rest, text) => {
    const { path, name } = await splitName(rest);
    return named(layoutSource(folderTree(await existingFolder(path)), text), name);
  },
  "oci-archive:": (rest, text, options) => openArchive(rest, text, options, layoutSource),
  "docker-archive:": (rest, text, options) => openArchive(rest, text, options, dockerArchiveSource),
  "dir:": (rest, text) => rootFolderSource(rest, text),
};
const foreign = /^(docker-daemon|containers-storage|ostree|sif|tarball|podman|containerd):/;

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
  if (text === "-") return openArchive(text, "standard input", options, whatItHolds);
  const found = await stat(text).catch(() => null);
  if (found?.isDirectory()) return layoutSource(folderTree(await existingFolder(text)), text);
  if (found) return openArchive(text, text, options, whatItHolds);
  if (/^\.{0,2}\//.test(text))
    throw new PlimsollError("not-found", `${text} does not exist`, { hint: "Check the path." });
  return openReference(text, text, options);
}

async function openReference(
  rest: string,
  _text: string,
  options: SourceOptions,
): Promise<ImageSource> {
  const { credentials, mirrors, insecure, certificate, userAgent, signal, retry, env, log } =
    options;
  const reference = parseReference(rest);
  const shared = { certificate, userAgent, signal, retry, env, log };
  const as = async (registry: string, isMirror: boolean) => ({
    credentials: (await credentials?.({ registry, isMirror })) ?? null,
    insecure: insecure?.(registry) ?? false,
  });
  const copies = (mirrors?.(reference.registry) ?? []).map(async (address): Promise<Mirror> => {
    const { name } = parseAddress(splitMirror(address).host);
    return { address, certificate, ...(await as(name, true)) };
  });
  const registry = openRegistry({
    ...shared,
    address: reference.address,
    ...(await as(reference.registry, false)),
    mirrors: await Promise.all(copies),
  });
  const source = registry.source(reference.repository);
  const named = reference.digest ?? reference.tag ?? "latest";
  return {
    ...source,
    resolve: (tagOrDigest = named, signal) => source.resolve(tagOrDigest, signal),
    close: () => registry.close(),
  };
}

/** `FILE[:NAME]`, or `-[:NAME]` for what comes through standard input. */
async function openArchive(
  rest: string,
  text: string,
  { input, signal }: SourceOptions,
  open: OpenArchive,
): Promise<ImageSource> {
  const piped = /^-(?::(.+))?$/s.exec(rest);
  if (piped) {
    const tree = await streamTree(input ?? process.stdin, "standard input", signal);
    return named(await open(tree, text), piped[1]);
  }
  const { path, name } = await splitName(rest);
  return named(await open(await archiveTree(path, signal), text), name);
}

/** `docker save` writes an OCI layout beside its own files since version 25; its manifests have digests. */
async function whatItHolds(tree: FileTree, text: string): Promise<ImageSource> {
  const oci = await tree.open("oci-layout");
  const docker = await tree.open("manifest.json");
  if (oci && (await tree.open("index.json"))) return layoutSource(tree, text);
  if (docker) return dockerArchiveSource(tree, text);
  await tree.close();
  throw new PlimsollError("archive-invalid", `${tree.name} holds no image`, {
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
      hint: "An OCI layout is a folder with the files oci-layout and index.json. The root file system of an image is named dir:FOLDER.",
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
