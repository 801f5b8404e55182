import type { Platform } from "@plimsoll/engine";
import type { ListedArtifact, ListedChild } from "../port.ts";
import type { HarborArtifact } from "./answers.ts";

const indexTypes = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

/** Of an entry of Harbor's list, all that a sync keeps: no manifest has to be pulled. */
export function listedArtifact(artifact: HarborArtifact, repository: string): ListedArtifact {
  const mediaType = artifact.manifest_media_type ?? "";
  const kind = kindOf(artifact, mediaType);
  return {
    repository: artifact.repository_name ?? repository,
    kind,
    digest: artifact.digest,
    mediaType,
    artifactType: artifact.artifact_type ?? artifact.media_type,
    platform: kind === "image" ? platformOf(artifact.extra_attrs) : null,
    size: artifact.size,
    createdAt: kind === "image" ? (artifact.extra_attrs?.created ?? null) : null,
    pushedAt: artifact.push_time,
    tags: artifact.tags.map((tag) => ({ name: tag.name, pushedAt: tag.push_time })),
    children: kind === "index" ? artifact.references.flatMap(childOf) : [],
  };
}

/** A bundle of CNAB is an index too, and WebAssembly an image to the registry: Harbor knows them apart. */
function kindOf(artifact: HarborArtifact, mediaType: string): ListedArtifact["kind"] {
  if (artifact.type !== "IMAGE" || isAttestation(artifact)) return "other";
  return indexTypes.has(mediaType) ? "index" : "image";
}

/** Seen without its index, BuildKit's attestation is an image of no platform. */
function isAttestation({ extra_attrs }: HarborArtifact): boolean {
  return extra_attrs?.os === "unknown" && extra_attrs.architecture === "unknown";
}

type Reference = HarborArtifact["references"][number];

/** Nothing for an attestation, although Harbor offers to scan it. */
function childOf({ child_digest, platform, annotations }: Reference): ListedChild[] {
  const attestation =
    annotations?.["vnd.docker.reference.type"] === "attestation-manifest" ||
    (platform?.os === "unknown" && platform.architecture === "unknown");
  return attestation ? [] : [{ digest: child_digest, platform: platformOf(platform) }];
}

function platformOf(
  given:
    | {
        os?: string | null | undefined;
        architecture?: string | null | undefined;
        variant?: string | null | undefined;
      }
    | null
    | undefined,
): Platform | null {
  if (!given?.os || !given.architecture) return null;
  return {
    os: given.os,
    architecture: given.architecture,
    ...(given.variant ? { variant: given.variant } : {}),
  };
}
