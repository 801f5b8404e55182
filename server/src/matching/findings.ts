import { createHash } from "node:crypto";
import type { PackageFinding, PackageMatch } from "@plimsoll/engine";
import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { severityRank } from "../reports/summary.ts";

/** What is known about one kept package. */
export type Matched = {
  readonly id: number;
  readonly fingerprint: Buffer;
  readonly match: PackageMatch;
};

/** What of a finding counts: in a summary and as a change. */
type Counted = {
  readonly vulnerability_id: string;
  readonly severity: number;
  readonly fixable: boolean;
};

/** What a package's match changed for the reports that hold it. */
export type Difference = {
  readonly package_id: number;
  /** How many more there are of each severity, worst first. */
  readonly severities: readonly number[];
  readonly fixable: number;
  readonly added: readonly ChangedFinding[];
  readonly resolved: readonly ChangedFinding[];
};

/** As `package_change` keeps it. */
export type ChangedFinding = { readonly id: string; readonly severity: number };

/** Writes those findings that differ from what is kept, and nothing else. What changed, of which packages any was written, and how many rows. */
export async function writeFindings(
  tx: Tx,
  matched: readonly Matched[],
): Promise<{
  readonly differences: Difference[];
  readonly packages: readonly number[];
  readonly rows: number;
}> {
  const kept = Map.groupBy(
    await selectKept(
      tx,
      matched.map(({ id }) => id),
    ),
    (row) => row.package_id,
  );
  const changed: FindingRow[] = [];
  const gone: { package_id: number; vulnerability_id: string }[] = [];
  const differences: Difference[] = [];
  const packages: number[] = [];
  for (const { id, match } of matched) {
    const before = kept.get(id) ?? [];
    const after = match.findings.map((finding) => rowOf(id, finding));
    const hashes = new Map(before.map((row) => [row.vulnerability_id, row.hash]));
    const now = new Set(after.map((row) => row.vulnerability_id));
    const written = after.filter((row) => hashes.get(row.vulnerability_id) !== row.hash);
    const removed = before.filter((row) => !now.has(row.vulnerability_id));
    if (written.length === 0 && removed.length === 0) continue;
    packages.push(id);
    changed.push(...written);
    gone.push(...removed.map(({ vulnerability_id }) => ({ package_id: id, vulnerability_id })));
    const difference = {
      package_id: id,
      ...countDifference(before, after),
      added: changes(after.filter((row) => !hashes.has(row.vulnerability_id))),
      resolved: changes(removed),
    };
    if (isFelt(difference)) differences.push(difference);
  }
  await remove(tx, gone);
  await upsert(tx, changed);
  return { differences, packages, rows: gone.length + changed.length };
}

type FindingRow = ReturnType<typeof rowOf>;

function rowOf(packageId: number, finding: PackageFinding) {
  const data = toJson(finding);
  return {
    package_id: packageId,
    vulnerability_id: toText(finding.id),
    severity: severityRank(finding.severity),
    fixable: finding.fixedVersions.length > 0,
    package_name: finding.package.name,
    package_version: finding.package.version,
    cvss: finding.cvss?.score ?? null,
    epss: finding.epss,
    hash: createHash("sha256").update(data).digest("hex").slice(0, 32),
    data: finding,
  };
}

async function selectKept(db: Db, ids: readonly number[]) {
  const { rows } = await sql<Counted & { package_id: number; hash: string }>`
    select package_id, vulnerability_id, severity, fixable, encode(hash, 'hex') as hash
    from package_finding where package_id = any(${ids}::integer[])`.execute(db);
  return rows;
}

async function remove(
  tx: Tx,
  gone: readonly { package_id: number; vulnerability_id: string }[],
): Promise<void> {
  if (gone.length === 0) return;
  await sql`
    delete from package_finding using unnest(${gone.map((row) => row.package_id)}::integer[],
      ${gone.map((row) => row.vulnerability_id)}::text[]) as gone(package_id, vulnerability_id)
    where package_finding.package_id = gone.package_id
      and package_finding.vulnerability_id = gone.vulnerability_id`.execute(tx);
}

/** So many findings go into one statement. */
const chunk = 2000;

async function upsert(tx: Tx, rows: readonly FindingRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += chunk)
    await sql`
      insert into package_finding (package_id, vulnerability_id, severity, fixable, package_name,
        package_version, cvss, epss, hash, data)
      select package_id, vulnerability_id, severity, fixable, package_name, package_version, cvss,
        epss, decode(hash, 'hex'), data
      from jsonb_to_recordset(${toJson(rows.slice(start, start + chunk))}::jsonb) as row(
        package_id integer, vulnerability_id text, severity smallint, fixable boolean,
        package_name text, package_version text, cvss float8, epss float8, hash text, data jsonb)
      on conflict (package_id, vulnerability_id) do update set severity = excluded.severity,
        fixable = excluded.fixable, cvss = excluded.cvss, epss = excluded.epss,
        fixable_at = case when package_finding.fixable = excluded.fixable
          then package_finding.fixable_at else now() end,
        hash = excluded.hash, data = excluded.data`.execute(tx);
}

function countDifference(before: readonly Counted[], after: readonly Counted[]) {
  const severities = [0, 0, 0, 0, 0, 0];
  let fixable = 0;
  for (const [rows, sign] of [
    [before, -1],
    [after, 1],
  ] as const)
    for (const row of rows) {
      severities[row.severity] = (severities[row.severity] ?? 0) + sign;
      if (row.fixable) fixable += sign;
    }
  return { severities, fixable };
}

/** Another text or reference is no change of a report: it keeps counts, and its findings are read where they are. */
function isFelt({ severities, fixable, added, resolved }: Difference): boolean {
  return (
    fixable !== 0 || added.length + resolved.length > 0 || severities.some((count) => count !== 0)
  );
}

function changes(rows: readonly Counted[]): ChangedFinding[] {
  return rows.map(({ vulnerability_id, severity }) => ({ id: vulnerability_id, severity }));
}
