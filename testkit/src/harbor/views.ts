import {
  type Artifact,
  mimes,
  type Project,
  type Report,
  type Repository,
  type Scanner,
  zeroTime,
} from "./model.ts";
import { type State, scannerOf } from "./state.ts";
import { has } from "./versions.ts";

/** Objects in the form in which Harbor gives them. */
export function projectView(project: Project) {
  return {
    project_id: project.id,
    name: project.name,
    owner_id: 1,
    owner_name: "admin",
    repo_count: project.repositories.size,
    metadata: { public: String(project.public), ...project.metadata },
    cve_allowlist: {
      id: project.id,
      project_id: project.id,
      ...project.allowlist,
      creation_time: zeroTime,
      update_time: zeroTime,
    },
    creation_time: project.created,
    update_time: project.created,
  };
}

export function repositoryView(repository: Repository, project: Project) {
  return {
    id: repository.id,
    project_id: project.id,
    name: repository.name,
    artifact_count: repository.count,
    pull_count: 0,
    creation_time: repository.created,
    update_time: repository.updated,
  };
}

type Place = { readonly state: State; readonly project: Project; readonly repository: Repository };
type Wishes = { readonly tags: boolean; readonly overview: boolean; readonly accept: string };

export function artifactView(artifact: Artifact, place: Place, wishes: Wishes) {
  const { state, project, repository } = place;
  const name = encodeURIComponent(
    encodeURIComponent(repository.name.slice(project.name.length + 1)),
  );
  const base = `/api/v2.0/projects/${project.name}/repositories/${name}/artifacts`;
  const link = (what: string) => ({
    absolute: false,
    href: `${base}/${artifact.digest}/additions/${what}`,
  });
  const scanner = scannerOf(state, project);
  const overview = wishes.overview ? overviewView(artifact, place, scanner, wishes.accept) : null;
  return {
    accessories: null,
    addition_links: {
      ...(artifact.children.length === 0 ? { build_history: link("build_history") } : {}),
      // Harbor forgets the digest in this one.
      ...(has(state.version, "sbom")
        ? { sboms: { absolute: false, href: `${base}//additions/sbom` } }
        : {}),
      ...(offersScan(artifact, scanner) ? { vulnerabilities: link("vulnerabilities") } : {}),
    },
    ...(has(state.version, "sbom") ? { artifact_type: artifact.mediaType } : {}),
    digest: artifact.digest,
    extra_attrs:
      artifact.children.length > 0
        ? null
        : {
            architecture: artifact.platform?.architecture ?? "unknown",
            os: artifact.platform?.os ?? "unknown",
            ...(artifact.platform?.variant ? { variant: artifact.platform.variant } : {}),
            author: "",
            config: { Cmd: ["/bin/sh"], Env: ["PATH=/usr/bin:/bin"] },
            created: artifact.created ?? "0001-01-01T00:00:00Z",
          },
    icon: "",
    id: artifact.id,
    labels: null,
    manifest_media_type: artifact.manifestMediaType,
    media_type: artifact.mediaType,
    project_id: project.id,
    pull_time: zeroTime,
    push_time: artifact.pushed,
    references:
      artifact.children.length === 0
        ? null
        : artifact.children.map((child) => ({
            child_digest: child.digest,
            platform: { OsFeatures: null, ...child.platform },
            urls: null,
            ...(child.annotations ? { annotations: child.annotations } : {}),
          })),
    repository_id: repository.id,
    ...(has(state.version, "projectArtifacts") ? { repository_name: repository.name } : {}),
    ...(overview === null ? {} : { scan_overview: overview }),
    size: artifact.size,
    tags:
      !wishes.tags || artifact.tags.length === 0
        ? null
        : artifact.tags.map((tag, at) => ({
            artifact_id: artifact.id,
            id: artifact.id * 100 + at,
            immutable: false,
            name: tag.name,
            pull_time: zeroTime,
            push_time: tag.pushed,
            repository_id: repository.id,
          })),
    type: artifact.type,
  };
}

/** An unhealthy scanner is none, and an attestation is offered although it will be refused. */
export function offersScan(artifact: Artifact, scanner: Scanner | null): boolean {
  return (
    scanner?.healthy === true &&
    artifact.type === "IMAGE" &&
    (artifact.children.length > 0 || scanner.consumes.includes(artifact.manifestMediaType))
  );
}

/** The media type that is given for this `X-Accept-Vulnerabilities`; an unknown one falls back to the native form. */
export function pickMime(scanner: Scanner, accept: string): string | null {
  const asked =
    accept === ""
      ? Object.values(mimes)
      : Object.values(mimes).filter((mime) => accept.includes(mime));
  return (
    (asked.length === 0 ? [mimes.native] : asked).find((mime) => scanner.produces.includes(mime)) ??
    null
  );
}

function overviewView(
  artifact: Artifact,
  { state, repository }: Place,
  scanner: Scanner | null,
  accept: string,
) {
  if (scanner === null || !offersScan(artifact, scanner)) return null;
  const mime = pickMime(scanner, accept);
  const reports = reportsOf(state, artifact, repository, scanner);
  if (mime === null || reports === null) return null;
  return { [mime]: summaryView(reports) };
}

/** Of an index those of its children; null unless all have one. */
export function reportsOf(
  state: State,
  artifact: Artifact,
  repository: Repository,
  scanner: Scanner,
): readonly Report[] | null {
  const parts =
    artifact.children.length === 0 ? [artifact] : scannableChildren(artifact, repository);
  const reports = parts.map(({ digest }) => state.scans.find(digest, scanner));
  const found = reports.filter((report) => report !== null);
  return found.length === 0 || found.length < reports.length ? null : found;
}

export function scannableChildren(artifact: Artifact, repository: Repository): readonly Artifact[] {
  const digests = new Set(artifact.children.map(({ digest }) => digest));
  return repository.artifacts().filter((one) => digests.has(one.digest) && !one.attestation);
}

const precedence = ["Running", "Stopped", "Success", "Pending", "Error"] as const;

export function summaryView(reports: readonly Report[]) {
  const status =
    precedence.find((one) => reports.some((report) => report.status === one)) ?? "Error";
  const [first] = reports;
  const times = { start_time: first?.start ?? zeroTime, end_time: first?.end ?? zeroTime };
  const ids = reports.map(({ id }) => id);
  const base = {
    report_id: ids.length === 1 ? ids[0] : Buffer.from(ids.join("|")).toString("base64"),
    scan_status: status,
    ...times,
  };
  if (status !== "Success") return status === "Stopped" ? { ...base, duration: 1 } : base;
  const done = reports.filter((report) => report.status === "Success");
  const all = new Map(
    done.flatMap(({ findings }) =>
      findings.map((one) => [`${one.id}-${one.package}-${one.version}`, one] as const),
    ),
  );
  const counts = countsOf([...all.values()]);
  const {
    adapter: name,
    vendor,
    version,
  } = done[0]?.scanner ?? { adapter: "", vendor: "", version: "" };
  return {
    ...base,
    duration: 4,
    severity: worstOf(counts),
    complete_percent: Math.floor((done.length * 100) / reports.length),
    scanner: { name, vendor, version },
    summary: {
      total: all.size,
      fixable: [...all.values()].filter(({ fix_version }) => fix_version !== "").length,
      summary: counts,
    },
  };
}

function countsOf(findings: Report["findings"]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

function worstOf(counts: Readonly<Record<string, number>>): string {
  return (
    ["Critical", "High", "Medium", "Low", "None"].find((severity) => counts[severity]) ?? "Unknown"
  );
}

export function reportView(reports: readonly Report[]) {
  const [first] = reports;
  if (first === undefined) return {};
  const { adapter: name, vendor, version } = first.scanner;
  return {
    generated_at: first.end ?? zeroTime,
    scanner: { name, vendor, version },
    severity: worstOf(countsOf(reports.flatMap(({ findings }) => findings))),
    vulnerabilities: reports.flatMap((report) =>
      report.findings.map((item) => ({
        id: item.id,
        package: item.package,
        version: item.version,
        fix_version: item.fix_version,
        severity: item.severity,
        ...(item.status === undefined ? {} : { status: item.status }),
        description: item.description ?? "",
        links: item.links ?? [],
        artifact_digests: [report.digest],
        preferred_cvss: {
          score_v3: item.score ?? null,
          score_v2: null,
          vector_v3: "",
          vector_v2: "",
        },
        cwe_ids: item.cwe_ids ?? [""],
        vendor_attributes:
          item.score === undefined || item.vector === undefined
            ? null
            : { CVSS: { nvd: { V3Score: item.score, V3Vector: item.vector } } },
      })),
    ),
  };
}

/** Health and what it calls itself only come with a project's scanner, and its credential never. */
export function scannerView(scanner: Scanner, full: boolean) {
  return {
    access_credential: "",
    auth: scanner.auth,
    capabilities: scanner.healthy ? { support_vulnerability: true } : null,
    create_time: scanner.created,
    update_time: scanner.created,
    description: "",
    disabled: scanner.disabled,
    is_default: scanner.isDefault,
    name: scanner.name,
    skip_certVerify: false,
    url: scanner.url,
    use_internal_addr: false,
    uuid: scanner.uuid,
    ...(full ? { health: scanner.healthy ? "healthy" : "unhealthy" } : {}),
    ...(full && scanner.healthy
      ? { adapter: scanner.adapter, vendor: scanner.vendor, version: scanner.version }
      : {}),
  };
}
