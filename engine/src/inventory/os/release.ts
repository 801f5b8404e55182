import { type Analyser, leadsTo, type ReleaseFacts } from "../analyser.ts";
import type { OperatingSystem } from "../package.ts";

const readers: Record<string, (text: string) => ReleaseFacts> = {
  "etc/os-release": readOsRelease,
  "usr/lib/os-release": readOsRelease,
  "etc/alpine-release": (text) => ({ alpineRelease: firstLine(text) }),
  "etc/debian_version": (text) => ({ debianVersion: firstLine(text) }),
  "etc/apk/repositories": readRepositories,
};
const places = Object.keys(readers);

/** The files that say which distribution it is, https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export const release: Analyser = {
  name: "release",
  limit: "metadataFileBytes",
  wants: (path) => path in readers && Object.hasOwn(readers, path),
  wantsBelow: (path) => leadsTo(path, places),
  read(content, path) {
    const facts = readers[path]?.(content.toString("utf8"));
    return facts ? { release: facts } : {};
  },
};

/** Puts together what the files say; `facts` gives a file's, if the image has it. Null when nothing says what it is. */
export function operatingSystem(
  facts: (path: string) => ReleaseFacts | undefined,
): OperatingSystem | null {
  const osRelease =
    facts("etc/os-release")?.osRelease ?? facts("usr/lib/os-release")?.osRelease ?? null;
  const alpine = facts("etc/alpine-release")?.alpineRelease;
  const debian = facts("etc/debian_version")?.debianVersion;
  const family = osRelease?.id ?? (alpine ? "alpine" : debian ? "debian" : null);
  if (!family) return null;
  const told = osRelease?.versionId ?? "";
  const versions: Record<string, { release: string; version: string }> = {
    alpine: alpineVersion(alpine ?? told, facts("etc/apk/repositories")?.alpineRepositories),
    debian: debianVersion(told, debian ?? told, osRelease?.codename ?? null),
  };
  const { release, version } = versions[family] ?? { release: told, version: told };
  return { family, release, version, name: osRelease?.prettyName ?? `${family} ${version}`.trim() };
}

/** Packages come from where the repositories say: an image may have been moved to edge. */
function alpineVersion(version: string, repositories: string | undefined) {
  const own = /_alpha|_beta|_pre/.test(version)
    ? "edge"
    : (/^(\d+\.\d+)/.exec(version)?.[1] ?? version);
  return { release: repositories ?? own, version };
}

const debianCodenames: Record<string, string> = {
  stretch: "9",
  buster: "10",
  bullseye: "11",
  bookworm: "12",
  trixie: "13",
  forky: "14",
};

/** Testing and unstable have no number yet. */
function debianVersion(told: string, version: string, codename: string | null) {
  const major = /^(\d+)/.exec(told)?.[1] ?? /^(\d+)/.exec(version)?.[1];
  const name = codename ?? version.split("/")[0] ?? "";
  return { release: major ?? debianCodenames[name] ?? "unstable", version };
}

function readOsRelease(text: string): ReleaseFacts {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
    if (key && value !== undefined) fields.set(key, unquote(value));
  }
  const id = fields.get("ID")?.toLowerCase();
  if (!id) throw new Error("os-release gives no ID");
  return {
    osRelease: {
      id,
      versionId: fields.get("VERSION_ID") || null,
      codename: fields.get("VERSION_CODENAME") || null,
      prettyName: fields.get("PRETTY_NAME")?.slice(0, 200) || null,
    },
  };
}

function unquote(value: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return (quoted ?? value).replace(/\\(["'$`\\])/g, "$1");
}

/** Lines with a `@tag` serve only the packages that name it, so they say nothing of the rest. */
function readRepositories(text: string): ReleaseFacts {
  const releases = text
    .split("\n")
    .map((line) => /^\s*(?:https?|ftp):\/\/\S+?\/(?:v(\d+\.\d+)|(edge))\/[^/\s]+\/?\s*$/.exec(line))
    .map((match) => match?.[2] ?? match?.[1])
    .filter((release) => release !== undefined);
  if (releases.includes("edge")) return { alpineRepositories: "edge" };
  const newest = releases.sort(byNumbers).at(-1);
  return newest === undefined ? {} : { alpineRepositories: newest };
}

function byNumbers(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() ?? "";
}
