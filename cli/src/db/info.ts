import type { AdvisoryDatabase, DatabaseState, ExploitationState } from "@plimsoll/engine";
import { storeFolder } from "../cache-folder.ts";
import { ageOf, sourcesOf } from "../databases.ts";
import { printable } from "../report/printable.ts";
import { type DbFlags, withStore } from "./with-store.ts";

type Info = DatabaseState & {
  readonly folder: string;
  /** Of the store's databases and the one in use, in order of preference. */
  readonly sources: readonly string[];
  readonly ageDays: number;
  /** By ecosystem; with `--count`. */
  readonly packages?: Readonly<Record<string, number>>;
};

export async function info(
  flags: DbFlags & { readonly json?: true; readonly count?: true },
): Promise<void> {
  await withStore(flags, async (store) => {
    const { state, database, close } = await store.open();
    const found: Info = {
      folder: storeFolder(flags.dbDir),
      sources: sourcesOf(flags).map(({ name }) => name),
      ageDays: Math.max(0, Math.floor((Date.now() - Date.parse(state.inUse.date)) / 86_400_000)),
      ...state,
      ...(flags.count ? { packages: countPackages(database) } : {}),
    };
    close();
    process.stdout.write(flags.json ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
  });
}

function countPackages(database: AdvisoryDatabase): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { ecosystem } of database.packages())
    counts.set(ecosystem, (counts.get(ecosystem) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Row = readonly [label: string, value: string | null];

function textOf(info: Info): string {
  const { inUse, java, failures, packages } = info;
  const rows: Row[] = [
    ["In use", `${inUse.name} of ${inUse.date}, ${ageOf(inUse.date)}`],
    ["Version", inUse.version],
    ["Source", inUse.source],
    ["Digest", inUse.digest],
    ["Where", inUse.path && `${inUse.path}${inUse.bytes ? ` (${megabytes(inUse.bytes)})` : ""}`],
    ["Fetched", inUse.fetchedAt],
    ["Checked", info.checkedAt],
    ["Next update", info.nextUpdate && dueText(info.nextUpdate)],
    ["Java names", java && `of ${java.date}, from ${java.source} (${megabytes(java.bytes ?? 0)})`],
    ["Exploited", listText(info.kev)],
    ["EPSS", listText(info.epss)],
    ["Store", info.folder],
    ["Sources", info.sources.join(", ")],
  ];
  const lines = rows
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${label.padEnd(13)}${value}`);
  for (const { source, at, message, hint, times, retryAt } of failures) {
    lines.push("", `Not usable   ${source}`, `  ${message}`);
    if (hint) lines.push(`  ${hint}`);
    const often = times === 1 ? "once" : `${times} times in a row`;
    if (retryAt) lines.push(`  Failed ${often}, last ${at}; not asked again before ${retryAt}`);
  }
  if (packages) {
    lines.push("", "Packages with advisories");
    for (const [ecosystem, count] of Object.entries(packages))
      lines.push(`  ${ecosystem.padEnd(40)}${count.toLocaleString("en").padStart(10)}`);
  }
  return `${lines.map(printable).join("\n")}\n`;
}

function dueText(time: string): string {
  return Date.parse(time) > Date.now() ? time : `${time} (due)`;
}

function listText(list: ExploitationState | null): string | null {
  if (list === null) return null;
  const from = list.source === "carried" ? "which comes with the program" : `from ${list.source}`;
  return `as of ${list.date}, ${from}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
