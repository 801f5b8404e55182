import { PlimsollError as EngineError, openRegistry } from "@plimsoll/engine";
import type { Connection, RegistryPort } from "../port.ts";
import { namedRepositories } from "./catalogue.ts";
import { runChecks } from "./checks.ts";
import { translate } from "./errors.ts";

type Given = {
  /** Asked before the registry itself for what is pulled. */
  readonly mirrors: readonly string[];
  /** Repositories by hand, and prefixes that end in a slash; none: all that the catalogue has. */
  readonly repositories: readonly string[];
};

/** Any registry that speaks https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md */
export function openDistribution(
  connection: Connection,
  given: Given = { mirrors: [], repositories: [] },
): RegistryPort {
  const mirrors = given.mirrors.map((address) => ({ address }));
  const registry = openRegistry({ ...connection, mirrors, userAgent: "plimsoll" });
  return {
    test: (signal) => runChecks(connection, given.repositories, signal),
    repositories: (signal) =>
      translated(() => namedRepositories(registry, given.repositories, signal)),
    tags: (repository, signal) => translated(() => registry.tags(repository, signal)),
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

/** Also what is refused before anything is asked: a name of the catalogue that is none. */
async function* translated<T>(list: () => AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* list();
  } catch (error) {
    throw translate(error);
  }
}
