import { type Artifact, mimes, type Repository, type Scanner } from "./model.ts";
import { conditions, done, masked, ok, page, type Reply, refuse } from "./reply.ts";
import { artifactOf, type ProjectCall, type Route, repositoryOf, scannerOf } from "./state.ts";
import {
  artifactView,
  offersScan,
  pickMime,
  projectView,
  reportsOf,
  reportView,
  repositoryView,
  scannableChildren,
} from "./views.ts";
import { sees } from "./who.ts";

const artifact = "/projects/:project/repositories/:repository/artifacts/:reference";

export const artifactRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/projects",
    scope: "system",
    need: "nothing",
    answer({ state, who, url }) {
      const seen = state.projects.filter((project) => sees(who, project));
      return page(url, seen.length, (from, to) => seen.slice(from, to).map(projectView));
    },
  },
  {
    method: "GET",
    path: "/projects/:project",
    scope: "project",
    need: ["project", "read"],
    answer: ({ project }) => ok(projectView(project)),
  },
  {
    method: "GET",
    path: "/projects/:project/repositories",
    scope: "project",
    need: ["repository", "list"],
    answer: ({ url, project }) =>
      page(url, project.repositories.size, (from, to) =>
        project.repositories.slice(from, to).map((one) => repositoryView(one, project)),
      ),
  },
  {
    method: "GET",
    path: "/projects/:project/repositories/:repository/artifacts",
    scope: "project",
    need: ["artifact", "list"],
    answer: (call) => listed(call, repositoryOf(call)),
  },
  {
    method: "GET",
    path: "/projects/:project/artifacts",
    since: "projectArtifacts",
    scope: "project",
    need: ["artifact", "list"],
    answer: (call) => listedInProject(call),
  },
  {
    method: "GET",
    path: artifact,
    scope: "project",
    need: ["artifact", "read"],
    answer: (call) => found(call, (one, repository) => ok(view(call, one, repository))),
  },
  {
    method: "DELETE",
    path: artifact,
    scope: "project",
    need: ["artifact", "delete"],
    answer: (call) =>
      found(call, (one, repository) => {
        if (!("remove" in repository)) return refuse(405, "made artifacts stay");
        (repository as Repository & { remove(digest: string): unknown }).remove(one.digest);
        call.state.scans.forget(one.digest, call.project);
        call.state.tell(call.project, "DELETE_ARTIFACT", repository.name, one);
        return done();
      }),
  },
  {
    method: "POST",
    path: `${artifact}/scan`,
    scope: "project",
    need: ["scan", "create"],
    answer: (call) => found(call, (one, repository) => start(call, one, repository)),
  },
  {
    method: "POST",
    path: `${artifact}/scan/stop`,
    since: "stopScan",
    scope: "project",
    need: ["scan", "stop"],
    answer: (call) =>
      found(call, (one) => {
        if (call.body?.scan_type === undefined)
          return refuse(422, "validation failure list:\nscanType in body is required");
        if (!call.state.scans.up) return masked();
        return call.state.scans.stop(one.digest)
          ? done(202)
          : refuse(400, `no scan job for artifact digest=${one.digest}`);
      }),
  },
  {
    method: "GET",
    path: `${artifact}/scan/:report/log`,
    scope: "project",
    need: ["scan", "read"],
    answer: (call) =>
      found(call, () => {
        const id = call.params.report ?? "";
        const report = call.state.scans.byId(id);
        return report && report.home.project === call.project && report.log.length > 0
          ? { status: 200, text: `${report.log.join("\n")}\n` }
          : refuse(404, `scan log with uuid: ${id} not found`);
      }),
  },
  {
    method: "GET",
    path: `${artifact}/additions/vulnerabilities`,
    scope: "project",
    need: ["artifact-addition", "read"],
    answer: (call) => found(call, (one, repository) => addition(call, one, repository)),
  },
];

function found(
  call: ProjectCall,
  answer: (artifact: Artifact, repository: Repository) => Reply,
): Reply {
  const [one, repository] = [artifactOf(call), repositoryOf(call)];
  return one && repository
    ? answer(one, repository)
    : refuse(
        404,
        `artifact ${call.project.name}/${call.params.repository}@${call.params.reference} not found`,
      );
}

function view(call: ProjectCall, one: Artifact, repository: Repository) {
  const query = call.url.searchParams;
  const wishes = {
    tags: query.get("with_tag") !== "false",
    overview: query.get("with_scan_overview") === "true",
    accept: call.params.accept ?? "",
  };
  return artifactView(one, { state: call.state, project: call.project, repository }, wishes);
}

/** Of a repository that is not there, none: Harbor does not say so. */
function listed(call: ProjectCall, repository: Repository | undefined): Reply {
  const filter = filterOf(call);
  if (filter === null) return unreadable;
  const rows = repository?.artifacts().filter(filter) ?? [];
  return page(call.url, rows.length, (from, to) =>
    repository ? rows.slice(from, to).map((one) => view(call, one, repository)) : [],
  );
}

function listedInProject(call: ProjectCall): Reply {
  const filter = filterOf(call);
  if (filter === null) return unreadable;
  const { repositories } = call.project;
  const all = repositories.slice(0, repositories.size);
  // Counted without being made where all are wanted.
  const plain = !call.url.searchParams.has("q");
  const kept = plain ? [] : all.map((one) => one.artifacts().filter(filter));
  const counts = all.map((one, at) => (plain ? one.count : (kept[at]?.length ?? 0)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return page(call.url, total, (from, to) => {
    const rows = [];
    let at = 0;
    for (const [index, repository] of all.entries()) {
      const count = counts[index] ?? 0;
      if (at + count > from && at < to) {
        const own = plain ? repository.artifacts().filter(filter) : (kept[index] ?? []);
        for (const one of own.slice(Math.max(0, from - at), to - at))
          rows.push(view(call, one, repository));
      }
      at += count;
      if (at >= to) break;
    }
    return rows;
  });
}

const unreadable = refuse(
  400,
  'the query string must contain "=" and the key/value cannot be empty',
);

function filterOf({ url }: ProjectCall): ((one: Artifact) => boolean) | null {
  const asked = conditions(url.searchParams);
  if (asked === null) return null;
  const type = asked.get("artifact_type") ?? asked.get("media_type");
  const [, from = "", to = ""] = /^\[([^~]*)~([^\]]*)\]$/.exec(asked.get("push_time") ?? "") ?? [];
  const pushed = (one: Artifact) => one.pushed.replace("T", " ").slice(0, 19);
  return (one) =>
    (asked.get("base") === "*" || !one.child || one.tags.length > 0) &&
    (type === undefined || one.mediaType === type) &&
    (from === "" || pushed(one) >= from) &&
    (to === "" || pushed(one) <= to) &&
    (asked.get("tags") === undefined || (asked.get("tags") === "nil") === (one.tags.length === 0));
}

function start(call: ProjectCall, one: Artifact, repository: Repository): Reply {
  const { state, project } = call;
  const scanner = scannerOf(state, project);
  if (scanner === null) return refuse(412, "no available scanner for project");
  if (scanner.disabled) return refuse(412, `scanner ${scanner.name} is deactivated`);
  // Misleading where the scanner is only unhealthy, and so it is in Harbor.
  if (!offersScan(one, scanner) || one.attestation) return unsupported(scanner, one);
  if (!state.scans.up) return masked();
  const parts = one.children.length === 0 ? [one] : scannableChildren(one, repository);
  const home = { project, repository: repository.name };
  const started = parts.filter((part) => state.scans.start(part, scanner, home) !== null);
  if (started.length > 0) return done(202);
  const status = state.scans.find(parts[0]?.digest ?? "", scanner)?.status;
  return refuse(409, `a previous scan process is ${status}`);
}

function unsupported(scanner: Scanner, one: Artifact): Reply {
  return refuse(
    400,
    `the configured scanner ${scanner.name} does not support scanning artifact with mime type ${one.manifestMediaType}`,
  );
}

/** `{}` where it is not scanned. What an unhealthy scanner reported last is still given. */
function addition(call: ProjectCall, one: Artifact, repository: Repository): Reply {
  const scanner = scannerOf(call.state, call.project);
  if (scanner === null || one.attestation || one.type !== "IMAGE")
    return refuse(404, `addition vulnerabilities isn't supported for ${one.type}`);
  const mime = pickMime(scanner, call.params.accept ?? "");
  const reports = reportsOf(call.state, one, repository, scanner);
  if (mime === null || reports === null || reports.some(({ status }) => status !== "Success"))
    return ok({});
  return ok({ [mime ?? mimes.generic]: reportView(reports) });
}
