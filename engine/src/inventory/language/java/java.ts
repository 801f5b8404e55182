import { bufferBytes } from "../../../layer/file-bytes.ts";
import { withDefaults } from "../../../limits.ts";
import type { Analyser } from "../../analyser.ts";
import { readArchive } from "./archive.ts";
import { isJavaArchive } from "./extension.ts";

/** What Java archives bring, those inside them included. */
export const java: Analyser = {
  name: "java",
  limit: "largeFileBytes",
  wants: isJavaArchive,
  // What lies behind a link to a folder has the same extension there.
  wantsBelow: () => false,
  read: (content, path, limits) =>
    readArchive(bufferBytes(content), path, withDefaults(limits), { nestedBytes: 0 }),
  readParts: readArchive,
};
