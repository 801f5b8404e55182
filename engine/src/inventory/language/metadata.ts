import { isCondaMetadata } from "./conda.ts";
import { isDotnetMetadata } from "./dotnet.ts";
import { isJavaArchive } from "./java/extension.ts";
import { isJuliaMetadata } from "./julia.ts";
import { isNodeMetadata } from "./node.ts";
import { isPhpMetadata } from "./php.ts";
import { isPythonMetadata, pythonEgg } from "./python.ts";
import { isRubyMetadata } from "./ruby.ts";
import { cargoLock } from "./rust/cargo-lock.ts";
import { isSbom } from "./sbom.ts";

const readByName = [
  isNodeMetadata,
  isPythonMetadata,
  pythonEgg.wants,
  isRubyMetadata,
  isPhpMetadata,
  isDotnetMetadata,
  isCondaMetadata,
  isJuliaMetadata,
  isSbom,
  isJavaArchive,
  cargoLock.wants,
];

/** How their names end after the last dot, or are where they have none: asked first, of each file that a system has. */
const endings = new Set([
  "METADATA",
  "PKG-INFO",
  "cdx",
  "config",
  "ear",
  "egg",
  "egg-info",
  "gemspec",
  "hpi",
  "jar",
  "jpi",
  "json",
  "kar",
  "lock",
  "nar",
  "par",
  "props",
  "sar",
  "spdx",
  "toml",
  "war",
]);

/** Whether a language analyser would read the file: of what an operating system's package owns, only these matter. */
export function isLanguageMetadata(path: string): boolean {
  const end = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(".")) + 1);
  return endings.has(end) && readByName.some((reads) => reads(path));
}

/** Where the Filesystem Hierarchy Standard has data, https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html */
const dataFolders = ["usr/share/", "usr/include/", "usr/src/", "etc/", "var/", "boot/"];

/** Whether a file could be a program by its name alone, where lists say no more: it has no ending, or lies in `bin`. */
export function mayBeProgram(path: string): boolean {
  const slash = path.lastIndexOf("/");
  if (path.lastIndexOf(".") > slash && !path.startsWith("bin/", slash - 3)) return false;
  return !dataFolders.some((folder) => path.startsWith(folder));
}
