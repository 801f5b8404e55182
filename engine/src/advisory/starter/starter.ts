import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import { PlimsollError } from "../../error.ts";
import { type Severity, severities } from "../../match/finding.ts";
import type { Advisory, AdvisoryDatabase, CvssScore } from "../database.ts";
import type { Exploitation } from "../exploitation.ts";
import type {
  StarterEntry,
  StarterExploitation,
  StarterHeader,
  StarterManifest,
  StarterRecord,
} from "./format.ts";

const folder = new URL("../../../starter/", import.meta.url);

/**
 * The advisories that come with the project: facts of public sources as of their dates, so that a first scan
 * needs no network. A family of ecosystems is read when the first of its packages is looked up.
 * Throws `PlimsollError` `database-unusable` where a file is missing or damaged, then or at a look-up.
 */
export async function openStarterDatabase(from: URL = folder): Promise<AdvisoryDatabase> {
  const text = await readFile(new URL("starter.json", from), "utf8").catch((cause: unknown) => {
    throw damaged("starter.json", cause);
  });
  const manifest = JSON.parse(text) as StarterManifest;
  const files = Object.entries(manifest.files);
  const fileOf = new Map(
    files.flatMap(([name, file]) => file.ecosystems.map((eco) => [eco, name])),
  );
  const covered = new Set(files.flatMap(([, file]) => file.covered));
  const opened = new Map<string, StarterReader>();
  const read = (name: string) => {
    const reader = opened.get(name) ?? openReader(new URL(name, from));
    opened.set(name, reader);
    return reader;
  };
  return {
    info: manifest.info,
    covers: (ecosystem) => covered.has(ecosystem),
    lookup: (ecosystem, packageName) => {
      const name = fileOf.get(ecosystem);
      return name === undefined ? [] : read(name).lookup(ecosystem, packageName);
    },
    *packages() {
      for (const [name] of files) yield* read(name).packages();
    },
    close: () => opened.clear(),
  };
}

/**
 * What the project carries of attacks, for databases that know nothing of them; read at the first look-up.
 * Throws as `openStarterDatabase`.
 */
export function readStarterExploitation(from: URL = folder): Exploitation {
  const text = readText(new URL("exploitation.zst", from));
  const dates = JSON.parse(text.slice(0, text.indexOf("\n"))) as StarterExploitation;
  let known: { ids: Set<string>; scores: Map<string, number> } | null = null;
  const all = () => {
    known ??= readExploitation(text);
    return known;
  };
  return {
    kev: { date: dates.kev, ids: { has: (id) => all().ids.has(id) } },
    epss: { date: dates.epss, scores: { get: (id) => all().scores.get(id) } },
  };
}

function readExploitation(text: string) {
  const ids = new Set<string>();
  const scores = new Map<string, number>();
  for (const line of text.split("\n").slice(1)) {
    const [id = "", score, exploited] = line.split("\t");
    if (score) scores.set(id, Number(score));
    if (exploited) ids.add(id);
  }
  return { ids, scores };
}

type StarterReader = Pick<AdvisoryDatabase, "lookup" | "packages">;

function openReader(file: URL): StarterReader {
  const lines = readLines(file);
  const header = JSON.parse(lines[0] ?? "") as StarterHeader;
  const entries = new Map<string, string>();
  for (const line of lines.slice(header.records + 1)) {
    const tab = line.indexOf("\t");
    entries.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return {
    lookup: (ecosystem, packageName) => {
      const wanted = header.ecosystems.indexOf(ecosystem);
      return readEntries(entries.get(packageName) ?? "[]")
        .filter(([, ecosystems]) => ecosystems.includes(wanted))
        .map((entry) => toAdvisory(header, readRecord(lines, entry[0]), entry));
    },
    *packages() {
      for (const [name, text] of entries) {
        const places = new Set(readEntries(text).flatMap(([, ecosystems]) => ecosystems));
        for (const place of places) yield { ecosystem: header.ecosystems[place] ?? "", name };
      }
    },
  };
}

function readEntries(text: string): StarterEntry[] {
  return JSON.parse(text) as StarterEntry[];
}

function readLines(file: URL): string[] {
  return readText(file).split("\n");
}

function readText(file: URL): string {
  try {
    return zstdDecompressSync(readFileSync(file)).toString("utf8").trimEnd();
  } catch (cause) {
    throw damaged(file.pathname.split("/").at(-1) ?? "", cause);
  }
}

function readRecord(lines: readonly string[], record: number): StarterRecord {
  return JSON.parse(lines[record + 1] ?? "") as StarterRecord;
}

function toAdvisory(header: StarterHeader, record: StarterRecord, entry: StarterEntry): Advisory {
  const [, , ranges, versions = []] = entry;
  return {
    id: record.i,
    aliases: record.a ?? [],
    title: null,
    description: null,
    source: header.sources[record.s] ?? "",
    ranges: ranges.map(([introduced, fixed, lastAffected]) => ({
      ...(introduced === 0 ? {} : { introduced }),
      ...(fixed ? { fixed } : {}),
      ...(lastAffected ? { lastAffected } : {}),
    })),
    versions,
    constraints: null,
    status: null,
    severity: severityOf(record.l),
    severitySource: header.severitySources[record.ls ?? -1] ?? null,
    cvss: record.c === undefined ? [] : [toScore(record.c)],
    cwes: [],
    kev: record.k === 1,
    epss: record.e ?? null,
    published: record.p ?? null,
    modified: null,
    references: record.r ?? [],
    architectures: [],
    products: null,
  };
}

/** A vector of the second version does not say so. */
function toScore([score, vector]: readonly [number, string]): CvssScore {
  const version = /^CVSS:([34])\./.exec(vector)?.[1] as "3" | "4" | undefined;
  return { version: version ?? "2", score, vector, source: null };
}

function severityOf(letter: string | undefined): Severity {
  return severities.find((severity) => severity[0] === letter) ?? "unknown";
}

function damaged(name: string, cause: unknown): PlimsollError {
  return new PlimsollError("database-unusable", `The starter advisories cannot be read (${name})`, {
    cause,
    hint: "Fetch the project again: git checkout -- engine/starter",
  });
}
