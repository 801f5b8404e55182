import { type Finding, severities } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import type { ReportDatabase } from "../database/schema.ts";
import type { FindingsOutcome } from "../scanners/findings-port.ts";
import { replaceReport, type SavedRun } from "./save.ts";
import { showReport } from "./show.ts";
import { severityRank, toSummary } from "./summary.ts";

/** So many findings go into one statement. */
const chunk = 1000;

/** Puts a report with findings of its own in the place of the scanner's last one of the artifact. */
export async function saveFindings(
  tx: Tx,
  run: Omit<SavedRun, "scanner">,
  outcome: FindingsOutcome,
): Promise<void> {
  const { scanner, findings } = outcome;
  await keepSeen(tx, run.claimed);
  const id = await replaceReport(
    tx,
    { ...run, scanner },
    {
      os: toJson(outcome.os),
      database: toJson(databaseOf(outcome)),
      remote_id: outcome.remoteId ?? null,
      summary: toJson(summaryOf(findings)),
      packages: outcome.packages,
      unchecked: 0,
      layers: toJson(outcome.layers),
      skipped: toJson(outcome.skipped),
    },
  );
  for (let start = 0; start < findings.length; start += chunk)
    await insert(tx, id, start, findings.slice(start, start + chunk));
  const { artifact_id, scanner_id } = run.claimed;
  await showReport(tx, { id, artifactId: artifact_id, scannerId: scanner_id });
}

/** That a report has one is what makes its findings its own. */
function databaseOf({ scanner, databaseDate }: FindingsOutcome): ReportDatabase {
  return {
    name: scanner.name,
    version: scanner.version,
    date: databaseDate?.slice(0, 10) ?? null,
    limits: [],
    sources: [],
  };
}

function summaryOf(findings: readonly Finding[]) {
  return toSummary(
    severities.map((severity, rank) => {
      const these = findings.filter((finding) => finding.severity === severity);
      const fixable = these.filter((finding) => finding.fixedVersions.length > 0).length;
      return { severity: rank, total: these.length, fixable };
    }),
  );
}

/** When the findings of the report that is replaced were first seen, and since when they can be fixed or not; until the transaction ends. */
async function keepSeen(
  tx: Tx,
  { artifact_id, scanner_id }: { readonly artifact_id: string; readonly scanner_id: string },
): Promise<void> {
  // A Harbor's reports are taken over several in a transaction.
  await sql`drop table if exists finding_seen`.execute(tx);
  await sql`
    create temporary table finding_seen on commit drop as
    select vulnerability_id, package_name, package_version, bool_or(fixable) as fixable,
      min(seen_at) as seen_at, min(fixable_at) as fixable_at
    from finding join report on report.id = report_id
    where artifact_id = ${artifact_id} and scanner_id = ${scanner_id}
    group by vulnerability_id, package_name, package_version`.execute(tx);
}

async function insert(
  tx: Tx,
  reportId: string,
  start: number,
  findings: readonly Finding[],
): Promise<void> {
  const rows = findings.map((finding, at) => ({
    position: start + at,
    vulnerability_id: toText(finding.id),
    severity: severityRank(finding.severity),
    fixable: finding.fixedVersions.length > 0,
    package_name: finding.package.name,
    package_version: finding.package.version,
    cvss: finding.cvss?.score ?? null,
    epss: finding.epss,
    data: finding,
  }));
  await sql`
    insert into finding (report_id, position, vulnerability_id, severity, fixable, package_name, package_version,
      cvss, epss, data, seen_at, fixable_at)
    select ${reportId}::uuid, row.*, coalesce(finding_seen.seen_at, now()),
      case when finding_seen.fixable = row.fixable then finding_seen.fixable_at else now() end
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(
      position integer, vulnerability_id text, severity smallint, fixable boolean, package_name text,
      package_version text, cvss float8, epss float8, data jsonb)
    left join finding_seen using (vulnerability_id, package_name, package_version)`.execute(tx);
}
