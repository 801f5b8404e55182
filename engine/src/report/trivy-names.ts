import type { OperatingSystem, PackageType } from "../inventory/package.ts";
import { isSystemType } from "../inventory/package.ts";

type Place = { readonly type: PackageType; readonly path: string };

/** Distributions that Trivy names otherwise than os-release, https://trivy.dev/docs/latest/coverage/os/ */
const families: ReadonlyMap<string, string> = new Map([
  ["almalinux", "alma"],
  ["amzn", "amazon"],
  ["mariner", "cbl-mariner"],
  ["ol", "oracle"],
  ["rhel", "redhat"],
  ["sle-micro", "slem"],
  ["sl-micro", "slem"],
]);

/** `redhat` for `rhel`; Trivy names what it cannot tell `none`. */
export function trivyFamily(os: OperatingSystem | null): string {
  return os ? (families.get(os.family) ?? os.family) : "none";
}

/** Trivy's word for what it read, and for all of it at once where it does not go file by file. https://trivy.dev/docs/latest/coverage/language/ */
const languages: Readonly<Record<PackageType, { type: string; target?: string } | null>> = {
  apk: null,
  bitnami: { type: "bitnami" },
  cargo: { type: "rustbinary" },
  composer: { type: "composer-vendor" },
  conda: { type: "conda-pkg", target: "Conda" },
  deb: null,
  gem: { type: "gemspec", target: "Ruby" },
  generic: { type: "generic" },
  golang: { type: "gobinary" },
  julia: { type: "julia" },
  maven: { type: "jar", target: "Java" },
  npm: { type: "node-pkg", target: "Node.js" },
  nuget: { type: "dotnet-core" },
  pypi: { type: "python-pkg", target: "Python" },
  rpm: null,
};

/** The part of Trivy's report that a package belongs to. */
export type TrivyResult = {
  readonly Target: string;
  readonly Class: "os-pkgs" | "lang-pkgs";
  readonly Type: string;
};

/** `web:1.4 (debian 12.5)`. */
export function systemResult(reference: string, os: OperatingSystem | null): TrivyResult {
  const family = trivyFamily(os);
  const name = [family, os?.version].filter(Boolean).join(" ");
  return { Target: `${reference} (${name})`, Class: "os-pkgs", Type: family };
}

/** Null for the operating system's own packages. */
export function languageResult({ type, path }: Place): TrivyResult | null {
  const language = languages[type];
  return language && { Target: language.target ?? path, Class: "lang-pkgs", Type: language.type };
}

/** Where the target is no file, each package names its own. */
export function ownPath(place: Place): string | undefined {
  return languages[place.type]?.target === undefined ? undefined : place.path;
}

/** What Trivy writes between name and version where that is not `@`. */
const separators: Partial<Record<PackageType, string>> = { maven: ":", nuget: "/" };

/** Trivy's name of a package within its report. */
export function packageId(one: {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string | null;
}): string {
  const { type, name, version, architecture } = one;
  const id = `${name}${separators[type] ?? "@"}${version}`;
  return type === "rpm" && architecture ? `${id}.${architecture}` : id;
}

/** Epoch, version and release apart, as Trivy lists packages of Debian and Red Hat. */
export function versionParts(
  type: PackageType,
  text: string,
): { readonly version: string; readonly release: string; readonly epoch: number } {
  if (!isSystemType(type) || type === "apk") return { version: text, release: "", epoch: 0 };
  const [, epoch = "0", version = text, release = ""] =
    /^(?:(\d{1,9}):)?(.*?)(?:-([^-]*))?$/s.exec(text) ?? [];
  return { version, release, epoch: Number(epoch) };
}
