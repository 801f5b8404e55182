import { type Analyser, type FileReading, leadsTo, type ReadPackage } from "../analyser.ts";
import type { Needs } from "../brought-by.ts";
import { isLanguageMetadata, mayBeProgram } from "../language/metadata.ts";
import { whyLeftOut } from "../left-out.ts";
import { licenseNames } from "../licenses.ts";

const databases = ["lib/apk/db/installed", "usr/lib/apk/db/installed"];
/** What was asked for, https://man.archlinux.org/man/apk-world.5.en */
const world = "etc/apk/world";
const places = [...databases, world];

/** Alpine's database of installed packages, https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 */
export const apk: Analyser = {
  name: "apk",
  limit: "systemFileBytes",
  wants: (path) => places.includes(path),
  wantsBelow: (path) => leadsTo(path, places),
  read(content, path) {
    if (path === world) return readWorld(content.toString("utf8"));
    const packages: ReadPackage[] = [];
    const owns: { package: string; paths: string[] }[] = [];
    const faults: string[] = [];
    const needs: Needs[] = [];
    for (const record of content.toString("utf8").split("\n\n")) {
      const { fields, paths } = readRecord(record);
      const name = fields.get("P");
      const version = fields.get("V");
      if (!name && !version) continue;
      if (!name || !version) {
        faults.push(whyLeftOut("record-incomplete", { name: `${name ?? version}` }));
        continue;
      }
      packages.push({
        name,
        version,
        type: "apk",
        source: { name: fields.get("o") ?? name, version },
        architecture: fields.get("A") ?? null,
        licenses: licenseNames([fields.get("L")]),
        maintainer: fields.get("m") ?? null,
      });
      if (paths.length > 0) owns.push({ package: name, paths });
      const wanted = namesIn(fields.get("D"));
      const provides = namesIn(fields.get("p"));
      if (wanted.length + provides.length > 0)
        needs.push([name, wanted.join(" "), provides.join(" ")]);
    }
    return { packages, owns, faults, ...(needs.length > 0 ? { needs } : {}) };
  },
};

/** `so:libc.musl-x86_64.so.1 busybox>=1.36 !other`: names alone, and not of commands, which nearly nothing asks for. */
function namesIn(text: string | undefined): string[] {
  return (text ?? "")
    .split(/\s+/)
    .filter((word) => word !== "" && !/^(!|cmd:|pc:)/.test(word))
    .map((word) => word.replace(/[<>=~@].*$/s, ""));
}

function readWorld(text: string): FileReading {
  return { asked: { type: "apk", names: namesIn(text) } };
}

/** `F:` names a directory, `R:` a file in it, and `a:` the file's owner and rights where they are not the usual ones. */
function readRecord(record: string): { fields: Map<string, string>; paths: string[] } {
  const fields = new Map<string, string>();
  const paths: string[] = [];
  let folder = "";
  let file = "";
  for (const line of record.split("\n")) {
    if (line[1] !== ":") continue;
    const key = line[0] ?? "";
    const value = line.slice(2);
    if (key === "F") folder = value;
    else if (key === "R") {
      file = folder === "" ? value : `${folder}/${value}`;
      if (isLanguageMetadata(file)) paths.push(file);
    } else if (key === "a") {
      if (/:[0-7]*[1357][0-7]*$/.test(value) && mayBeProgram(file)) paths.push(file);
    } else if (!fields.has(key)) fields.set(key, value);
  }
  return { fields, paths };
}
