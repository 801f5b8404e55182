import { isNodeMetadata } from "./node.ts";
import { isPythonMetadata } from "./python.ts";

/** Whether a language analyser would read the file: of what an operating system's package owns, only these matter. */
export function isLanguageMetadata(path: string): boolean {
  return isNodeMetadata(path) || isPythonMetadata(path);
}
