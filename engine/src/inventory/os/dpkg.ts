import { baseName } from "../../layer/path.ts";
import { type Analyser, type FileReading, leadsTo, type ReadPackage } from "../analyser.ts";
import type { Needs } from "../brought-by.ts";
import { isLanguageMetadata, mayBeProgram } from "../language/metadata.ts";
import { whyLeftOut } from "../left-out.ts";

const statusFile = "var/lib/dpkg/status";
/** Distroless keeps one file a package. */
const statusFolder = "var/lib/dpkg/status.d/";
const infoFolder = "var/lib/dpkg/info/";
/** What apt installed by itself, https://manpages.debian.org/bookworm/apt/apt-mark.8.en.html */
const statesFile = "var/lib/apt/extended_states";
const places = [statusFile, `${statusFolder}x`, `${infoFolder}x`, statesFile];
/** Files are unpacked in all other states, https://manpages.debian.org/bookworm/dpkg/dpkg.1.en.html#Package_states */
const absent = new Set(["not-installed", "config-files", "half-installed"]);

/** Debian's database of installed packages. */
export const dpkg: Analyser = {
  name: "dpkg",
  limit: "systemFileBytes",
  wants: (path) =>
    path === statesFile ||
    (path.startsWith("var/lib/dpkg/") &&
      (path === statusFile || isDirectChild(path, statusFolder) || isFileList(path))),
  wantsBelow: (path) => leadsTo(path, places),
  read(content, path) {
    if (path === statesFile) return readStates(content.toString("utf8"));
    return isFileList(path) ? readFileList(content, path) : readStatus(content.toString("utf8"));
  },
};

/** `NAME[:ARCH].list` holds paths, `NAME[:ARCH].md5sums` sums and paths. */
function isFileList(path: string): boolean {
  return (
    (isDirectChild(path, infoFolder) && /\.(list|md5sums)$/.test(path)) ||
    (isDirectChild(path, statusFolder) && path.endsWith(".md5sums"))
  );
}

function isDirectChild(path: string, folder: string): boolean {
  return path.startsWith(folder) && !path.includes("/", folder.length);
}

function readFileList(content: Buffer, path: string): FileReading {
  // A byte a letter is quicker to take apart; what is kept is read as it is meant.
  const text = content.toString("latin1");
  const paths: string[] = [];
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    const start = pathStart(text, at);
    const owned = text.slice(start, end);
    if (owned === "" || (!mayBeProgram(owned) && !isLanguageMetadata(owned))) continue;
    // A folder is named before what lies in it.
    if (text.startsWith(`${text.slice(at, end)}/`, end + 1)) continue;
    paths.push(Buffer.from(owned, "latin1").toString("utf8"));
  }
  const name = baseName(path).replace(/(:[a-z0-9-]+)?\.(list|md5sums)$/, "");
  return paths.length > 0 ? { owns: [{ package: name, paths }] } : {};
}

/** Past the sum (`MD5  PATH`), if there is one, and `/` or `./`. */
function pathStart(text: string, at: number): number {
  let start = text[at + 32] === " " && text[at] !== "/" ? at + 34 : at;
  if (text.startsWith("./", start)) start++;
  while (text[start] === "/") start++;
  return start;
}

function readStatus(text: string): FileReading {
  const packages: ReadPackage[] = [];
  const faults: string[] = [];
  const needs: Needs[] = [];
  for (const paragraph of text.split(/\n[ \t]*\n/)) {
    const fields = readFields(paragraph);
    const name = fields.get("package");
    const state = fields.get("status")?.split(/\s+/)[2];
    if (!name || (state !== undefined && absent.has(state))) continue;
    const version = fields.get("version");
    if (!version) {
      faults.push(whyLeftOut("versionless", { name }));
      continue;
    }
    packages.push({
      name,
      version,
      type: "deb",
      source: readSource(fields.get("source"), { name, version }),
      architecture: fields.get("architecture") ?? null,
      licenses: [],
      maintainer: fields.get("maintainer") ?? null,
    });
    const wanted = ["pre-depends", "depends", "recommends"].flatMap((field) =>
      namesIn(fields.get(field)),
    );
    const provides = namesIn(fields.get("provides"));
    if (wanted.length + provides.length > 0)
      needs.push([name, [...new Set(wanted)].join(" "), provides.join(" ")]);
  }
  return { packages, faults, ...(needs.length > 0 ? { needs } : {}) };
}

/** `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0` is `libc6`, `debconf|debconf-2.0`. */
function namesIn(text: string | undefined): string[] {
  return (text ?? "").split(",").flatMap((group) => {
    const names = group
      .split("|")
      .flatMap((one) => /^\s*([a-z0-9][a-z0-9+.-]*)/i.exec(one)?.[1] ?? []);
    return names.length > 0 ? [names.join("|")] : [];
  });
}

function readStates(text: string): FileReading {
  const names = text.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const [, name] = /^Package:[ \t]*(\S+)/im.exec(paragraph) ?? [];
    return name !== undefined && /^Auto-Installed:[ \t]*1\b/im.test(paragraph) ? [name] : [];
  });
  return { asked: { type: "deb", names, but: true } };
}

const wantedFields =
  /^(package|status|version|source|architecture|maintainer|pre-depends|depends|recommends|provides):(.*)$/i;

function readFields(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of paragraph.split("\n")) {
    const [, key = "", rest = ""] = wantedFields.exec(line) ?? [];
    const value = rest.trim();
    if (value !== "") fields.set(key.toLowerCase(), value);
  }
  return fields;
}

/** `NAME` or `NAME (VERSION)`; absent where it is the package itself. */
function readSource(
  text: string | undefined,
  own: { name: string; version: string },
): { name: string; version: string } {
  const [, name, version] = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(text ?? "") ?? [];
  return { name: name ?? own.name, version: version ?? own.version };
}
