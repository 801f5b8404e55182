import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import { PlimsollError } from "../../error.ts";
import { type Severity, severities } from "../../match/finding.ts";
import type { Advisory, AdvisoryDatabase } from "../database.ts";
import type { StarterEntry, StarterHeader, StarterManifest, StarterRecord } from "./format.ts";

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
  return {
    info: manifest.info,
    covers: (ecosystem) => covered.has(ecosystem),
    lookup: (ecosystem, packageName) => {
      const name = fileOf.get(ecosystem);
      if (name === undefined) return [];
      let reader = opened.get(name);
      if (reader === undefined) {
        reader = openReader(new URL(name, from));
        opened.set(name, reader);
      }
      return reader(ecosystem, packageName);
    },
  };
}

type StarterReader = AdvisoryDatabase["lookup"];

function openReader(file: URL): StarterReader {
  const lines = readLines(file);
  const header = JSON.parse(lines[0] ?? "") as StarterHeader;
  const entries = new Map<string, string>();
  for (const line of lines.slice(header.records + 1)) {
    const tab = line.indexOf("\t");
    entries.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return (ecosystem, packageName) => {
    const wanted = header.ecosystems.indexOf(ecosystem);
    const found = JSON.parse(entries.get(packageName) ?? "[]") as StarterEntry[];
    return found
      .filter(([, ecosystems]) => ecosystems.includes(wanted))
      .map((entry) => toAdvisory(header, readRecord(lines, entry[0]), entry));
  };
}

function readLines(file: URL): string[] {
  try {
    return zstdDecompressSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
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
    source: header.sources[record.s] ?? "",
    ranges: ranges.map(([introduced, fixed, lastAffected]) => ({
      ...(introduced === 0 ? {} : { introduced }),
      ...(fixed ? { fixed } : {}),
      ...(lastAffected ? { lastAffected } : {}),
    })),
    versions,
    severity: severityOf(record.l),
    severitySource: header.severitySources[record.ls ?? -1] ?? null,
    cvss: record.c === undefined ? null : { score: record.c[0], vector: record.c[1] },
    kev: record.k === 1,
    epss: record.e ?? null,
    published: record.p ?? null,
    references: record.r ?? [],
  };
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
