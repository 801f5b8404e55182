import type { RegistryOperation } from "@plimsoll/api";
import { PlimsollError } from "../../error.ts";
import { openDistribution } from "../distribution/adapter.ts";
import type { RegistryListing, RegistryPort } from "../port.ts";
import { type HarborCheck, runHarborChecks } from "./checks.ts";
import { type HarborClient, openHarborClient } from "./client.ts";
import type { HarborConnection } from "./http.ts";
import { listedArtifact } from "./listing.ts";

/** A Harbor: images are read as from any registry, what there is its own API tells. */
export type HarborRegistry = Omit<RegistryPort, "test" | "listing"> & {
  test(signal: AbortSignal): Promise<HarborCheck[]>;
  readonly listing: RegistryListing;
  readonly client: HarborClient;
};

/** `operation`: what its test looks for. */
export function openHarborRegistry(
  connection: HarborConnection,
  operation: RegistryOperation | null = null,
): HarborRegistry {
  const images = openDistribution(connection);
  const client = openHarborClient(connection);
  const listing = harborListing(client, connection.credentials !== null);
  return {
    ...images,
    test: (signal) => runHarborChecks(connection, signal, operation),
    client,
    listing,
    async *repositories(signal) {
      for await (const space of listing.spaces(signal))
        for await (const { path } of listing.repositories(space.name, signal)) yield path;
    },
    close: async () => {
      await Promise.all([images.close(), client.close()]);
    },
  };
}

/**
 * A robot that was revoked is answered as anybody: its private projects would seem to be gone. So who asks is made
 * sure of before the list and after it.
 */
function harborListing(client: HarborClient, identified: boolean): RegistryListing {
  const sure = async (signal: AbortSignal) => {
    if (identified) await client.identify(signal);
  };
  return {
    async *spaces(signal) {
      await sure(signal);
      for await (const project of client.projects(signal))
        yield {
          id: String(project.project_id),
          name: project.name,
          public: project.metadata.public === "true",
          repositories: project.repo_count,
        };
      await sure(signal);
    },
    async *repositories(space, signal) {
      for await (const repository of client.repositories(space, signal))
        yield {
          path: repository.name,
          artifacts: repository.artifact_count,
          changedAt: repository.update_time,
        };
    },
    async *artifacts(repository, signal, options = { children: false }) {
      for await (const artifact of client.artifacts(repository, options, signal))
        yield listedArtifact(artifact, repository);
    },
    async *artifactsOfSpace(space, { pushedSince }, signal) {
      const query = pushedSince === null ? {} : { pushedSince };
      for await (const artifact of client.artifacts(space, query, signal)) {
        // Versions that do not tell cannot be asked for a whole project.
        if (artifact.repository_name === null) throw unsaid(client);
        yield listedArtifact(artifact, artifact.repository_name);
      }
    },
  };
}

function unsaid({ address }: HarborClient): PlimsollError {
  return new PlimsollError(
    "registry-not-oci",
    `${address.host} does not say which repository an artifact is of.`,
    { hint: "List its repositories one by one." },
  );
}
