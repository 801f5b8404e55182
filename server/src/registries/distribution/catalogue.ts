import { PlimsollError as EngineError, type Registry } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";

/**
 * The repositories that were given by hand, and those of the catalogue that begin as a prefix does; all of the catalogue
 * where nothing was given. It is asked only where it has to be. Throws the engine's errors, and `registry-no-catalog`.
 */
export async function* namedRepositories(
  registry: Registry,
  given: readonly string[],
  signal: AbortSignal,
): AsyncIterable<string> {
  const prefixes = given.filter((name) => name.endsWith("/"));
  const names = given
    .filter((name) => !name.endsWith("/"))
    .map((name) => official(registry.address, name));
  yield* names;
  if (given.length > 0 && prefixes.length === 0) return;
  for await (const name of catalogue(registry, signal))
    if (given.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)))
      if (!names.includes(name)) yield name;
}

/** Docker Hub's official images are written without the `library/` that they lie in. */
function official(address: string, name: string): string {
  return address === "https://registry-1.docker.io" && !name.includes("/")
    ? `library/${name}`
    : name;
}

/** Hosted registries have none, or show it to nobody, while all else works. */
async function* catalogue(registry: Registry, signal: AbortSignal): AsyncIterable<string> {
  let listed = false;
  try {
    for await (const name of registry.repositories(signal)) {
      listed = true;
      yield name;
    }
  } catch (error) {
    if (listed || !isRefusal(error) || !(await greets(registry, signal))) throw error;
    throw new PlimsollError(
      "registry-no-catalog",
      `${new URL(registry.address).host} does not list its repositories.`,
      {
        cause: error,
        hint: "Docker Hub, GHCR and most hosted registries do not. Name the repositories by hand, under More settings.",
      },
    );
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  const refused =
    error.code === "registry-answer" && / answered (?:4\d\d|501)\b/.test(error.message);
  return refused || error.code === "unauthorized" || error.code === "not-found";
}

/** Where it does not, something else is wrong than the catalogue. */
async function greets(registry: Registry, signal: AbortSignal): Promise<boolean> {
  return registry.ping(signal).then(
    () => true,
    () => false,
  );
}
