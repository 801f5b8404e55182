import { analyserFor } from "../src/inventory/analysers.ts";
import { defaultLimits } from "../src/limits.ts";
import { apkInstalled, dpkgStatus, packageJson } from "../test/build-image.ts";
import { damaged } from "./bytes.ts";
import { type Target, target } from "./target.ts";

/** A text that a reader wants, under a name by which it is told. */
const files: readonly { name: string; path: string; text: string }[] = [
  {
    name: "apk",
    path: "lib/apk/db/installed",
    text: `${apkInstalled("musl 1.2.5-r0", "npm 9-r0")}F:usr/lib/node_modules/npm\nR:package.json\n`,
  },
  { name: "dpkg", path: "var/lib/dpkg/status", text: dpkgStatus("a 1:1.0-1", "b 2 c") },
  {
    name: "dpkg-lists",
    path: "var/lib/dpkg/info/a.list",
    text: "/.\n/usr/lib/node_modules/a/package.json\n",
  },
  { name: "os-release", path: "etc/os-release", text: 'ID="alpine"\nVERSION_ID=3.20.3\n' },
  { name: "node", path: "node_modules/a/package.json", text: packageJson("a", "1.0.0") },
  {
    name: "python",
    path: "a.dist-info/METADATA",
    text: "Metadata-Version: 2.1\nName: a\nVersion: 1.0\nLicense: MIT\n\nwords\n",
  },
];

export const databases: readonly Target[] = files.map(({ name, path, text }) =>
  target(name, damaged([Buffer.from(text)]), (content) => {
    const analyser = analyserFor(path);
    if (!analyser) throw new TypeError(`nobody reads ${path}`);
    try {
      analyser.read(content, path, defaultLimits);
    } catch (error) {
      // A reader's refusal is an Error with words for the report; a fault is one of the language's own.
      if (error instanceof TypeError || error instanceof RangeError) throw error;
    }
  }),
);
