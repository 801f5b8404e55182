import type { Executable, ExecutableLimits } from "../../../executable/executable.ts";
import type { FileReading, ReadPackage } from "../../analyser.ts";
import { readBuildInfo } from "./build-info.ts";
import { linkerFlags, versionFromFlags, versionFromSymbols } from "./link-version.ts";

/** What Go says where nobody gave a version: no advisory can be about it. */
const unknownVersion = "(devel)";

/** Modules that a Go program was built of, and the standard library by the compiler's version. */
export function readGoModules(program: Executable, limits: ExecutableLimits): FileReading | null {
  const info = readBuildInfo(program, limits);
  if (!info) return null;
  const { main, dependencies, settings } = parseModules(info.modules);
  const packages = [modulePackage({ path: "stdlib", version: stdlibVersion(info.goVersion) })];
  for (const dependency of dependencies)
    if (dependency.path) packages.push(modulePackage(dependency));
  if (main?.path) {
    const version = mainVersion(main, settings, program);
    packages.push(modulePackage({ path: main.path, version }));
  }
  return { packages };
}

type Module = { readonly path: string; readonly version: string };

function modulePackage({ path, version }: Module): ReadPackage {
  return {
    name: path,
    version: version || unknownVersion,
    type: "golang",
    source: null,
    architecture: null,
    licenses: [],
    maintainer: null,
  };
}

/** `go1.22.3 X:boringcrypto`, `go1.26.0-X:nodwarf5`, `go1.19.9 (Red Hat 1.19.9-2.el9)`: only the release counts. */
function stdlibVersion(goVersion: string): string {
  const release = /^go(\d+(?:\.\d+)*(?:(?:beta|rc)\d+)?)/.exec(goVersion)?.[1];
  return release ? `v${release}` : unknownVersion;
}

/** One a line, parted by tabs, https://pkg.go.dev/runtime/debug#ParseBuildInfo */
function parseModules(text: string) {
  let main: Module | null = null;
  const dependencies: Module[] = [];
  const settings = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [kind, path = "", version = ""] = line.split("\t");
    if (kind === "mod") main = { path, version };
    else if (kind === "dep") dependencies.push({ path, version });
    else if (kind === "=>") {
      const last = dependencies.at(-1);
      if (last) dependencies[dependencies.length - 1] = replaced(last, { path, version });
      else if (main) main = replaced(main, { path, version });
    } else if (kind === "build") {
      const setting = line.slice("build\t".length);
      const equals = setting.indexOf("=");
      settings.set(setting.slice(0, equals), setting.slice(equals + 1));
    }
  }
  return { main, dependencies, settings };
}

/** A folder has no version of its own: the module keeps its name, and nobody knows what is in it. */
function replaced(module: Module, by: Module): Module {
  return /^(\.{0,2}\/|[A-Za-z]:[\\/])/.test(by.path)
    ? { path: module.path, version: unknownVersion }
    : by;
}

/** What the module says where it is a release; else what the linker was told, which a release is built with. */
function mainVersion(
  main: Module,
  settings: ReadonlyMap<string, string>,
  program: Executable,
): string {
  const told = main.version === unknownVersion ? "" : main.version;
  if (told && !isPseudoVersion(told)) return told;
  return (
    versionFromFlags(main.path, linkerFlags(settings.get("-ldflags") ?? "")) ??
    versionFromSymbols(main.path, program) ??
    told
  );
}

/** Made of a commit, https://go.dev/ref/mod#pseudo-versions */
function isPseudoVersion(version: string): boolean {
  return /^v\d+\.(0\.0-|\d+\.\d+-([^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+(\+.*)?$/.test(version);
}
