import type { findingListQuery } from "@plimsoll/api";
import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { z } from "zod";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { findReports, noReport } from "./get.ts";
import { type FoundRow, mergedFindings, ownFindings } from "./merged.ts";
import { severityRank } from "./summary.ts";

type Filter = Pick<
  z.output<typeof findingListQuery>,
  "scanner" | "q" | "severity" | "fixable" | "package" | "vulnerability" | "layer"
>;

/** The reports that an artifact's findings are of, and those of the findings that are asked for. Throws `not-found` or `no-report`. */
export async function findMatching(service: Service, artifactId: string, filter: Filter) {
  const { db } = service;
  await getArtifact(service, artifactId);
  const reports = await findReports(db, artifactId, filter.scanner);
  if (reports.length === 0) throw noReport();

  const source = filter.scanner === "all" ? mergedFindings(reports) : ownFindings(reports);
  let matching = db.selectFrom(source.as<"found">("found"));
  if (filter.severity !== undefined)
    matching = matching.where("severity", "in", filter.severity.map(severityRank));
  if (filter.fixable !== undefined) matching = matching.where("fixable", "=", filter.fixable);
  if (filter.package !== undefined) matching = matching.where("package_name", "=", filter.package);
  if (filter.vulnerability !== undefined)
    matching = matching.where("vulnerability_id", "=", filter.vulnerability);
  if (filter.layer !== undefined)
    matching =
      filter.layer === "none"
        ? matching.where("layer_index", "is", null)
        : matching.where("layer_index", "=", filter.layer);
  for (const word of filter.q?.split(/\s+/) ?? []) {
    if (word.replace(/^-/, "") === "") continue;
    matching = matching.where((where) =>
      word.startsWith("-") ? where.not(named(where, word.slice(1))) : named(where, word),
    );
  }
  return { reports, matching };
}

function named(where: ExpressionBuilder<{ found: FoundRow }, "found">, word: string) {
  const pattern = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
  return where.or([
    where("vulnerability_id", "ilike", pattern),
    where("package_name", "ilike", pattern),
    // Null where there is none, of which `not` would make null too.
    sql<SqlBool>`coalesce(data -> 'package' ->> 'path' ilike ${pattern}, false)`,
    sql<SqlBool>`coalesce(data ->> 'aliases' ilike ${pattern}, false)`,
  ]);
}
