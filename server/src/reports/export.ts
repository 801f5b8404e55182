import type { ExportForm } from "@plimsoll/api";
import {
  type BillFormat,
  bills,
  type DatabaseInfo,
  type ReportForm,
  type ReportFormat,
  reports,
  type ScanResult,
  type SuppressedFinding,
  summarise,
  traceFindings,
} from "@plimsoll/engine";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import { exceptionsOf } from "../exceptions/in-reports.ts";
import { getArtifact } from "../images/get.ts";
import { readDocument } from "../policies/document.ts";
import type { Service } from "../service.ts";
import { getVerdict } from "../verdicts/get.ts";
import { findReports, getReport, noReport, type WhichReport } from "./get.ts";
import { readStoredImage } from "./stored-image.ts";

/** A report as the text of a file. Throws `not-found`, `no-report`, and `bad-request` where the form holds one image and there are several. */
export async function exportReport(
  service: Service,
  person: Person,
  artifactId: string,
  form: ExportForm,
  which?: WhichReport,
): Promise<string> {
  allow(person, "results.export");
  const artifact = await getArtifact(service, artifactId);
  const reported = new Set(
    (await findReports(service.db, artifactId, which)).map(({ artifact_id }) => artifact_id),
  );
  const ids = (artifact.children ?? [artifact])
    .map(({ id }) => id)
    .filter((id) => reported.has(id));
  if (ids.length === 0) throw noReport();
  const results: ScanResult[] = [];
  for (const id of ids) results.push(await resultOf(service, id, which));
  const [tag = artifact.digest] = artifact.tags;
  await auditAlone(service.db, person, {
    action: "report.export",
    target: {
      kind: "artifact",
      id: artifactId,
      name: `${artifact.registry.name}/${artifact.repository} ${tag}`,
    },
    after: { format: form, scanner: which },
  });
  const made = { created: new Date().toISOString(), toolVersion: service.version };
  const only = () => {
    const [result, ...others] = results;
    if (result === undefined || others.length > 0) throw severalImages(form);
    return result;
  };
  if (form === "json")
    return json(results.length === 1 ? results[0] : { schemaVersion: 1, images: results });
  if (isBill(form)) return json(bills[form](only(), made));
  const found: ReportForm = reports[form];
  return found.of === "image" ? found.write(only(), made) : found.write(results, made);
}

/** CycloneDX is a report too, with what was found in it. */
function isBill(form: Exclude<ExportForm, "json">): form is Exclude<BillFormat, ReportFormat> {
  return !Object.hasOwn(reports, form);
}

function severalImages(form: ExportForm): PlimsollError {
  return new PlimsollError("bad-request", `A file in the form ${form} holds one image.`, {
    hint: "Export the report of one of the platforms.",
  });
}

async function resultOf(
  service: Service,
  artifactId: string,
  which: WhichReport,
): Promise<ScanResult> {
  const { db } = service;
  const { artifact, ...head } = await getReport(service, artifactId, which);
  const image = await readStoredImage(db, artifactId, which);
  const config = await db
    .selectFrom("image_config")
    .select("history")
    .where("artifact_id", "=", artifactId)
    .executeTakeFirst();
  const tag = artifact.tags[0];
  const address = await addressOf(service, artifact.registry.id);
  const name = `${address}/${artifact.repository}`;
  const packages = image.packages ?? [];
  const excepted = (await exceptionsOf(db, [artifactId]))?.(artifactId, image.findings);
  const counted = image.findings.filter((finding) => !excepted?.has(finding));
  const verdict = await verdictOf(service, artifactId);
  return {
    schemaVersion: 1,
    image: {
      reference: tag === undefined ? `${name}@${artifact.digest}` : `${name}:${tag}`,
      digest: artifact.digest,
      platform: image.platform ?? artifact.platform ?? "",
      configDigest: null,
      size: artifact.size,
      layers: image.layers.map((layer) => ({ ...layer, size: 0 })),
      history: config?.history ?? [],
    },
    base: image.base,
    os: image.os,
    database: head.database ?? unknownDatabase,
    endOfLife: image.endOfLife,
    summary: summarise(counted),
    unchecked: artifact.unchecked ?? 0,
    findings: traceFindings(counted, packages, { base: image.base }),
    suppressed: image.findings.flatMap((finding): SuppressedFinding[] => {
      const by = excepted?.get(finding);
      if (!by) return [];
      const { reason: statement, expires: until } = by;
      const document = `${name}, exceptions`;
      const suppressedBy = { document, status: "excepted", justification: null, statement, until };
      return [{ ...finding, suppressedBy: suppressedBy as SuppressedFinding["suppressedBy"] }];
    }),
    ...(verdict ? { verdict } : {}),
    packages,
    leftOut: [],
    skipped: head.skipped,
  };
}

/** What the policy about it says, with the names of all its rules. */
async function verdictOf(
  service: Service,
  artifactId: string,
): Promise<ScanResult["verdict"] | null> {
  const verdict = await getVerdict(service, artifactId);
  if (!verdict) return null;
  const { result, reasons, policy } = verdict;
  const kept = await service.db
    .selectFrom("policy")
    .select("document")
    .where("id", "=", policy.id)
    .executeTakeFirst();
  const rules = kept ? readDocument(kept.document).rules.map((rule) => rule.name) : [];
  const said = reasons as NonNullable<ScanResult["verdict"]>["policies"][number]["reasons"];
  return { result, policies: [{ name: policy.name, result, reasons: said, rules }], since: null };
}

/** Of a scanner that does not tell the date of its own. */
const unknownDatabase: DatabaseInfo = {
  ...{ name: "unknown", version: "", date: "1970-01-01", limits: [], sources: [] },
};

async function addressOf({ db }: Service, registryId: string): Promise<string> {
  const { address } = await db
    .selectFrom("registry")
    .select("address")
    .where("id", "=", registryId)
    .executeTakeFirstOrThrow();
  return new URL(address).host;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
