import { PlimsollError as EngineError, openRegistry } from "@plimsoll/engine";
import type { Connection, RegistryPort } from "../port.ts";
import { runChecks } from "./checks.ts";
import { translate } from "./errors.ts";

/** Any registry that speaks https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md */
export function openDistribution(connection: Connection): RegistryPort {
  const registry = openRegistry({ ...connection, userAgent: "plimsoll" });
  return {
    test: (signal) => runChecks(connection, signal),
    repositories: (signal) => translated(registry.repositories(signal)),
    tags: (repository, signal) => translated(registry.tags(repository, signal)),
    digest: async (repository, reference, signal) => {
      try {
        return await registry.digest(repository, reference, signal);
      } catch (error) {
        if (error instanceof EngineError && error.code === "not-found") return null;
        throw translate(error);
      }
    },
    artifact: async (repository, digest, signal) => {
      const source = registry.source(repository);
      try {
        return await source.resolve(digest, signal);
      } catch (error) {
        throw translate(error);
      } finally {
        await source.close();
      }
    },
    source: (repository) => registry.source(repository),
    close: () => registry.close(),
  };
}

async function* translated<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw translate(error);
  }
}
