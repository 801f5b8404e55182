/**
 * Builds `engine/starter/` from a folder of OSV-like JSON lines (`*.jsonl.gz`, `SOURCES.json`):
 *
 *     node scripts/build-starter.ts FOLDER [OUTPUT]
 *
 * Withdrawn and purely informational advisories are left out.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, gunzipSync, zstdCompressSync } from "node:zlib";
import { ratingScore, scoreOf } from "../engine/src/advisory/cvss.ts";
import type { AffectedRange } from "../engine/src/advisory/database.ts";
import { advisedName } from "../engine/src/advisory/names.ts";
import { rangesOf } from "../engine/src/advisory/osv/ranges.ts";
import type {
  StarterEntry,
  StarterExploitation,
  StarterFile,
  StarterHeader,
  StarterManifest,
  StarterRecord,
} from "../engine/src/advisory/starter/format.ts";
import { starterLimits } from "../engine/src/advisory/starter/limits.ts";

type Event = { introduced?: string; fixed?: string; last_affected?: string };
type Osv = {
  id: string;
  aliases: string[];
  published?: string;
  severity?: { type: string; score: string }[];
  severity_label?: string;
  severity_source?: string;
  affected: {
    package: { ecosystem: string; name: string };
    ranges: { events: Event[] }[];
    versions?: string[];
  }[];
  references?: string[];
  source: { name: string };
  withdrawn?: string;
  informational?: unknown;
};
type Sources = {
  sources: Record<string, { license: string; snapshot: string }>;
  alpine_branch_dates: Record<string, string>;
};
type Range = StarterEntry[2][number];

const letters: Readonly<Record<string, string>> = {
  CRITICAL: "c",
  HIGH: "h",
  MEDIUM: "m",
  LOW: "l",
  NONE: "n",
};

const [input, target] = process.argv.slice(2);
if (input === undefined) {
  process.stderr.write("usage: node scripts/build-starter.ts FOLDER [OUTPUT]\n");
  process.exit(2);
}
const output =
  target === undefined
    ? new URL("../engine/starter/", import.meta.url)
    : pathToFileURL(`${resolve(target)}/`);
const sources = JSON.parse(readFileSync(join(input, "SOURCES.json"), "utf8")) as Sources;
const exploited = new Set(readJsonLines<{ id: string }>("kev").map((entry) => entry.id));
const epss = new Map(
  readJsonLines<{ id: string; epss?: number }>("cve-meta").map((entry) => [entry.id, entry.epss]),
);

rmSync(output, { recursive: true, force: true });
mkdirSync(output);
const families = readdirSync(input)
  .filter((name) => name.endsWith(".jsonl.gz"))
  .map((name) => basename(name, ".jsonl.gz"))
  .filter((name) => name !== "kev" && name !== "cve-meta")
  .sort();
const files: Record<string, StarterFile> = {};
for (const family of families) {
  const { text, file } = buildFile(readJsonLines<Osv>(family));
  const name = `${family}.zst`;
  const level = { [constants.ZSTD_c_compressionLevel]: 19 };
  writeFileSync(new URL(name, output), zstdCompressSync(text, { params: level }));
  files[name] = file;
  process.stderr.write(`${family}: ${file.advisories} advisories, ${file.packages} packages\n`);
}
writeExploitation();
writeFileSync(
  new URL("starter.json", output),
  `${JSON.stringify({ info: describe(), files } satisfies StarterManifest, null, 2)}\n`,
);

/** For databases that know nothing of attacks. A line each: CVE, probability or nothing, `k` where it is known to be exploited. */
function writeExploitation(): void {
  const snapshotOf = (name: string) => sources.sources[name]?.snapshot ?? "";
  const head: StarterExploitation = {
    kev: /\d{4}-\d{2}-\d{2}/.exec(snapshotOf("CISA KEV"))?.[0] ?? "",
    epss: /EPSS (\d{4}-\d{2}-\d{2})/.exec(snapshotOf("CVE metadata"))?.[1] ?? "",
  };
  const ids = [...new Set([...epss.keys(), ...exploited])].sort();
  const lines = ids
    .map((id) => `${id}\t${epss.get(id) ?? ""}\t${exploited.has(id) ? "k" : ""}`)
    .filter((line) => !line.endsWith("\t\t"));
  const text = [JSON.stringify(head), ...lines, ""].join("\n");
  const level = { [constants.ZSTD_c_compressionLevel]: 19 };
  writeFileSync(new URL("exploitation.zst", output), zstdCompressSync(text, { params: level }));
}

function readJsonLines<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(input ?? "", `${name}.jsonl.gz`))).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

function buildFile(all: Osv[]): { text: string; file: StarterFile } {
  const advisories = all.filter(
    (osv) => osv.withdrawn === undefined && osv.informational === undefined,
  );
  const ecosystems = indexer();
  const sourceNames = indexer();
  const severitySources = indexer();
  const packages = new Map<string, StarterEntry[]>();
  const records = advisories.map((osv, record) => {
    for (const [name, entries] of entriesOf(osv, record, ecosystems.of)) {
      packages.set(name, [...(packages.get(name) ?? []), ...entries]);
    }
    return toRecord(osv, sourceNames.of, severitySources.of);
  });
  const header: StarterHeader = {
    ecosystems: ecosystems.names,
    sources: sourceNames.names,
    severitySources: severitySources.names,
    records: records.length,
  };
  const lines = [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entries]) => `${name}\t${JSON.stringify(entries)}`);
  return {
    text: [...[header, ...records].map((value) => JSON.stringify(value)), ...lines, ""].join("\n"),
    file: {
      ecosystems: ecosystems.names,
      covered: ecosystems.names.filter(isCovered),
      advisories: records.length,
      packages: packages.size,
    },
  };
}

/** Of Alpine, single advisories name releases whose own data the sources do not have. */
function isCovered(ecosystem: string): boolean {
  const [family, release] = ecosystem.split(":");
  return family !== "Alpine" || (release ?? "") in sources.alpine_branch_dates;
}

function indexer(): { names: string[]; of: (name: string) => number } {
  const names: string[] = [];
  const places = new Map<string, number>();
  return {
    names,
    of: (name) => {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}

/** The same ranges in several releases become one entry. */
function entriesOf(osv: Osv, record: number, ecosystem: (name: string) => number) {
  const byPackage = new Map<string, Map<string, number[]>>();
  for (const affected of osv.affected) {
    const ranges = affected.ranges.flatMap((range) => rangesOf(range.events)).map(rangeOf);
    const said = JSON.stringify(affected.versions ? [ranges, affected.versions] : [ranges]);
    const name = advisedName(affected.package.ecosystem, affected.package.name);
    const entries = byPackage.get(name) ?? new Map<string, number[]>();
    byPackage.set(name, entries);
    const places = entries.get(said) ?? [];
    entries.set(said, [...places, ecosystem(affected.package.ecosystem)]);
  }
  return [...byPackage].map(([name, entries]) => {
    const list = [...entries].map(([said, places]): StarterEntry => {
      const [ranges, versions] = JSON.parse(said) as [Range[], string[]?];
      return versions === undefined ? [record, places, ranges] : [record, places, ranges, versions];
    });
    return [name, list] as const;
  });
}

function rangeOf({ introduced, fixed, lastAffected }: AffectedRange): Range {
  const from = introduced ?? 0;
  if (fixed !== undefined) return [from, fixed];
  return lastAffected === undefined ? [from] : [from, 0, lastAffected];
}

function toRecord(
  osv: Osv,
  source: (name: string) => number,
  severitySource: (name: string) => number,
): StarterRecord {
  const ids = [osv.id, ...osv.aliases];
  const letter = letters[osv.severity_label ?? ""];
  const scores = (osv.severity ?? []).map(({ score }) => scoreOf(score));
  const score = ratingScore(scores.filter((one) => one !== null));
  const probability = ids.map((id) => epss.get(id)).find((value) => value !== undefined);
  return {
    i: osv.id,
    ...(osv.aliases.length === 0 ? {} : { a: osv.aliases }),
    s: source(osv.source.name),
    ...(letter === undefined ? {} : { l: letter }),
    ...(osv.severity_source === undefined
      ? {}
      : { ls: severitySource(plainSource(osv.severity_source)) }),
    ...(score === null ? {} : { c: [score.score, score.vector] as const }),
    ...(ids.some((id) => exploited.has(id)) ? { k: 1 as const } : {}),
    ...(probability === undefined ? {} : { e: probability }),
    ...(osv.published === undefined ? {} : { p: osv.published }),
    ...(osv.references?.length ? { r: osv.references } : {}),
  };
}

/** "CVE metadata: NVD (kepler mirror)" is NVD to a reader. */
function plainSource(name: string): string {
  return name.replace(/^CVE metadata: /, "").replace(/ \(.*\)$/, "");
}

function describe(): StarterManifest["info"] {
  const dated = Object.entries(sources.sources).map(([name, { license, snapshot }]) => ({
    name,
    license,
    // "… 2026-11-24 (changelogs), 2023-04-02 (DSA/DLA)": the newest one; what has no date says so in words.
    date:
      snapshot
        .match(/\d{4}-\d{2}-\d{2}/g)
        ?.sort()
        .at(-1) ?? snapshot,
  }));
  const newest = dated.map(({ date }) => date).filter((date) => /^\d{4}-\d{2}-\d{2}$/.test(date));
  const date = newest.sort().at(-1) ?? "";
  return {
    name: "Plimsoll starter advisories",
    version: date.replaceAll("-", ""),
    date,
    limits: Object.values(starterLimits),
    sources: dated,
  };
}
