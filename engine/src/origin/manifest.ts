import type { PackageType } from "../inventory/package.ts";

/** The file that a person changes to have another version: with its folder where the image tells it, else its usual name. */
export function manifestOf({
  type,
  path,
}: {
  readonly type: string;
  readonly path: string;
}): string | null {
  return Object.hasOwn(manifests, type) ? (manifests[type as PackageType]?.(path) ?? null) : null;
}

/** Of a system's packages it is the Dockerfile, which is not in the image. */
const manifests: Partial<Record<PackageType, (path: string) => string | null>> = {
  npm: packageJson,
  pypi: (path) => beside(path, /(^|\/)(Pipfile|poetry|uv|pdm)\.lock$/) ?? "requirements.txt",
  conda: () => "environment.yml",
  gem: (path) => (path.endsWith("Gemfile.lock") ? folderOf(path, "Gemfile") : "Gemfile"),
  maven: () => "pom.xml",
  golang: () => "go.mod",
  cargo: (path) => (path.endsWith("Cargo.lock") ? folderOf(path, "Cargo.toml") : "Cargo.toml"),
  composer: (path) =>
    path.replace(/(vendor\/composer\/installed\.json|composer\.lock)$/, "composer.json"),
  nuget: (path) =>
    /(^|\/)(packages\.config|Directory\.Packages\.props)$/i.test(path) ? path : "*.csproj",
  julia: (path) => folderOf(path, "Project.toml"),
};

/** Where modules lie for every program (`usr/local/lib/node_modules`), a person installed them by a command. */
const everywhere =
  /^(usr\/(local\/)?(lib|share)(64)?|opt\/[^/]+\/lib|root\/\.npm[^/]*\/lib)\/node_modules\//;

function packageJson(path: string): string | null {
  if (everywhere.test(path)) return null;
  // Yarn's table of modules, https://yarnpkg.com/features/pnp
  if (/(^|\/)\.pnp\.[^/]+$/.test(path)) return folderOf(path, "package.json");
  const at = path.search(/(^|\/)node_modules\//);
  if (at < 0) return path.endsWith("package.json") ? path : null;
  return at === 0 && !path.startsWith("/") ? "package.json" : `${path.slice(0, at)}/package.json`;
}

const tools: Readonly<Record<string, string>> = {
  Pipfile: "Pipfile",
  poetry: "pyproject.toml",
  uv: "pyproject.toml",
  pdm: "pyproject.toml",
};

function beside(path: string, lock: RegExp): string | null {
  const [, , tool] = lock.exec(path) ?? [];
  return tool === undefined ? null : folderOf(path, tools[tool] ?? tool);
}

function folderOf(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) + name;
}
