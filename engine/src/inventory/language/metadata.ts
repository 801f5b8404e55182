import { baseName } from "../../layer/path.ts";
import { isCondaMetadata } from "./conda.ts";
import { isDotnetMetadata } from "./dotnet.ts";
import { isJuliaMetadata } from "./julia.ts";
import { isNodeMetadata } from "./node.ts";
import { isPhpMetadata } from "./php.ts";
import { isPythonMetadata } from "./python.ts";
import { isRubyMetadata } from "./ruby.ts";
import { isSbom } from "./sbom.ts";

const readByName = [
  isNodeMetadata,
  isPythonMetadata,
  isRubyMetadata,
  isPhpMetadata,
  isDotnetMetadata,
  isCondaMetadata,
  isJuliaMetadata,
  isSbom,
  (path: string) => /\.([jwep]ar|jmod)$/.test(path) || path.endsWith("/Cargo.lock"),
];

/** Whether a language analyser would read the file: of what an operating system's package owns, only these matter. */
export function isLanguageMetadata(path: string): boolean {
  return readByName.some((reads) => reads(path));
}

/**
 * Whether a file could be a program by its name alone, where lists say no more. Data lies in `/usr/share`, `/etc`
 * and `/var`: https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html
 */
export function mayBeProgram(path: string): boolean {
  if (/^(usr\/share|usr\/include|usr\/src|etc|var|boot)\//.test(path)) return false;
  return /(^|\/)s?bin\/[^/]+$/.test(path) || !baseName(path).includes(".");
}
