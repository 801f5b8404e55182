import { asObject } from "../../image/json.ts";
import { type Analyser, leadsTo, type ReleaseFacts } from "../analyser.ts";
import type { OperatingSystem } from "../package.ts";

/** Lines such as `CentOS Linux release 7.9.2009 (Core)`. Rebuilds also have Red Hat's file, so their own come first. */
const releaseFiles = [
  "etc/oracle-release",
  "etc/centos-release",
  "etc/almalinux-release",
  "etc/rocky-release",
  "etc/fedora-release",
  "etc/redhat-release",
  "etc/system-release",
];
const readers: Readonly<Record<string, (text: string) => ReleaseFacts>> = {
  "etc/os-release": readOsRelease,
  "usr/lib/os-release": readOsRelease,
  "etc/alpine-release": (text) => ({ alpineRelease: firstLine(text) }),
  "etc/debian_version": (text) => ({ debianVersion: firstLine(text) }),
  "etc/apk/repositories": readRepositories,
  "var/lib/ubuntu-advantage/status.json": readProStatus,
  ...Object.fromEntries(releaseFiles.map((path) => [path, readReleaseLine])),
};
const places = Object.keys(readers);

/** The files that say which distribution it is, https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export const release: Analyser = {
  name: "release",
  limit: "metadataFileBytes",
  wants: (path) => Object.hasOwn(readers, path),
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
  const line = releaseFiles.map((path) => facts(path)?.releaseLine).find((one) => one);
  const family = osRelease?.id ?? line?.id ?? (alpine ? "alpine" : debian ? "debian" : null);
  if (!family) return null;
  const told = osRelease?.versionId ?? line?.version ?? "";
  // os-release of CentOS says 7 where its other file says 7.9.2009.
  const exact = line?.id === family && line.version.startsWith(told) ? line.version : told;
  const { release, version } =
    family === "alpine"
      ? alpineVersion(alpine ?? told, facts("etc/apk/repositories")?.alpineRepositories)
      : family === "debian"
        ? debianVersion(told, debian ?? told, osRelease?.codename ?? null)
        : { release: kept.get(family)?.(exact) ?? exact, version: exact };
  const name = osRelease?.prettyName ?? line?.name ?? `${family} ${version}`.trim();
  const extended = facts("var/lib/ubuntu-advantage/status.json")?.extendedSupport;
  return { family, release, version, name, ...(extended ? { extendedSupport: true } : {}) };
}

type Keep = (version: string) => string;
const major: Keep = (version) => /^\d+/.exec(version)?.[0] ?? version;
const majorMinor: Keep = (version) => /^\d+(\.\d+)?/.exec(version)?.[0] ?? version;
/** One stream of packages, with whatever date the image has. */
const rolling: Keep = () => "rolling";

/** What of its version a distribution's advisories are kept by; all of it where nothing is said here. */
const kept: ReadonlyMap<string, Keep> = new Map([
  ["rhel", major],
  ["centos", major],
  ["almalinux", major],
  ["rocky", major],
  ["ol", major],
  ["fedora", major],
  // 2018.03 is the last of the first: https://alas.aws.amazon.com
  ["amzn", (version) => (/^201\d\./.test(version) ? "1" : major(version))],
  ["ubuntu", majorMinor],
  ["opensuse-leap", majorMinor],
  ["opensuse-tumbleweed", rolling],
  ["sles", majorMinor],
  ["photon", majorMinor],
  ["mariner", majorMinor],
  ["azurelinux", majorMinor],
  ["bottlerocket", majorMinor],
  ["wolfi", rolling],
  ["chainguard", rolling],
  ["arch", rolling],
]);

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
  if (!id || !/^[a-z0-9._-]{1,64}$/.test(id)) throw new Error("os-release gives no ID");
  return {
    osRelease: {
      id,
      versionId: fields.get("VERSION_ID") || null,
      codename: fields.get("VERSION_CODENAME") || null,
      prettyName: fields.get("PRETTY_NAME")?.slice(0, 200) || null,
    },
  };
}

/** Names before there was os-release. */
const lineNames: readonly (readonly [RegExp, id: string])[] = [
  [/^oracle linux/i, "ol"],
  [/^centos/i, "centos"],
  [/^almalinux/i, "almalinux"],
  [/^rocky linux/i, "rocky"],
  [/^fedora/i, "fedora"],
  [/^red hat enterprise linux/i, "rhel"],
  [/^amazon linux/i, "amzn"],
];

function readReleaseLine(text: string): ReleaseFacts {
  const name = firstLine(text).slice(0, 200);
  const id = lineNames.find(([pattern]) => pattern.test(name))?.[1];
  const version = /\brelease\s+(\d[\w.]*)/i.exec(name)?.[1];
  return id && version ? { releaseLine: { id, version, name } } : {};
}

/** https://documentation.ubuntu.com/pro-client/en/latest/references/ */
function readProStatus(text: string): ReleaseFacts {
  const services: unknown = asObject(JSON.parse(text))?.services;
  const enabled =
    Array.isArray(services) &&
    services
      .map(asObject)
      .some((service) => service?.name === "esm-infra" && service.status === "enabled");
  return enabled ? { extendedSupport: true } : {};
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
