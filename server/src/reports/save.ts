import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import type { ScanOutcome } from "../scanners/port.ts";
import { severityRank } from "./summary.ts";
import { keepUniqueSummary } from "./unique-summary.ts";

type Run = {
  readonly scanId: string;
  readonly artifactId: string;
  readonly scanner: { readonly name: string; readonly version: string };
  readonly startedAt: Date;
};

/** So many findings go into one statement. */
const chunk = 1000;

/** Puts the report in the place of the artifact's last one, all of it or nothing. The indexes that hold the artifact. */
export async function saveReport(tx: Tx, run: Run, outcome: ScanOutcome): Promise<void> {
  const scannedAt = new Date();
  const { id } = await tx
    .insertInto("report")
    .values({
      artifact_id: run.artifactId,
      scan_id: run.scanId,
      scanned_at: scannedAt,
      duration: Math.max(0, scannedAt.getTime() - run.startedAt.getTime()),
      scanner_name: run.scanner.name,
      scanner_version: run.scanner.version,
      os: toJson(outcome.os),
      database: toJson(outcome.database),
      summary: toJson(outcome.summary),
      packages: outcome.packages,
      unchecked: outcome.unchecked,
      layers: toJson(outcome.layers),
      skipped: toJson(outcome.skipped),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await saveFindings(tx, id, outcome.findings);
  await tx
    .updateTable("artifact")
    .set({ report_id: id })
    .where("id", "=", run.artifactId)
    .execute();
  await tx
    .deleteFrom("report")
    .where("artifact_id", "=", run.artifactId)
    .where("id", "!=", id)
    .execute();
  const indexes = await tx
    .selectFrom("artifact_child")
    .select("index_id")
    .where("child_id", "=", run.artifactId)
    .orderBy("index_id")
    .execute();
  await keepUniqueSummary(
    tx,
    indexes.map((row) => row.index_id),
  );
}

async function saveFindings(
  tx: Tx,
  reportId: string,
  findings: ScanOutcome["findings"],
): Promise<void> {
  for (let start = 0; start < findings.length; start += chunk) {
    const rows = findings.slice(start, start + chunk).map((finding, at) => ({
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
      insert into finding (report_id, position, vulnerability_id, severity, fixable, package_name,
        package_version, cvss, epss, data)
      select ${reportId}::uuid, row.* from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(
        position integer, vulnerability_id text, severity smallint, fixable boolean, package_name text,
        package_version text, cvss float8, epss float8, data jsonb)`.execute(tx);
  }
}
