import { PlimsollError } from "../../error.ts";
import { artifact, registration, repository, webhookPolicy } from "./answers.ts";
import type { HarborCheckName } from "./checks.ts";
import type { HarborClient } from "./client.ts";
import { refusalOf } from "./errors.ts";
import { answerBytes } from "./http.ts";
import { api, artifactPath, projectPath, repositoryPath } from "./paths.ts";

/** What permissions are tried on. */
export type Subject = {
  readonly total: number;
  readonly project: string;
  /** With its project in front. */
  readonly repository: string | null;
};

type Permission = {
  readonly name: HarborCheckName;
  readonly needed: boolean;
  /** What will be missing, as a sentence. */
  readonly without: string;
  ask(client: HarborClient, subject: Subject, signal: AbortSignal): Promise<"granted" | "untried">;
};

/** No artifact has it: whoever may scan is told that there is none, whoever may not is refused first. */
const nobody = `sha256:${"0".repeat(64)}`;
/** A list of another project's: whoever may change the project is told so, and nothing is changed. */
const otherProject = -1;

/** What Plimsoll asks of Harbor, and what each is good for. None of these calls changes anything. */
export const permissions: readonly Permission[] = [
  {
    name: "repositories",
    needed: true,
    without: "Without it there are no images to show.",
    ask: (client, { project }, signal) =>
      one(client.list(repository, { ...call(`${projectPath(project)}/repositories`, signal) })),
  },
  {
    name: "artifacts",
    needed: true,
    without: "Without it there are no images to show.",
    ask: (client, { repository }, signal) =>
      repository === null
        ? untried
        : one(client.list(artifact, call(`${repositoryPath(repository)}/artifacts`, signal))),
  },
  {
    name: "reports",
    needed: false,
    without: "Reports of Harbor's scanners cannot be read.",
    ask: (client, { repository }, signal) =>
      repository === null
        ? untried
        : granted(
            client.send(
              call(`${artifactPath(repository, nobody)}/additions/vulnerabilities`, signal),
            ),
            [404],
          ),
  },
  {
    name: "scan",
    needed: false,
    without:
      "Harbor's scanners cannot be asked to scan; their reports are read once somebody else did.",
    ask: (client, { repository }, signal) =>
      repository === null
        ? untried
        : granted(
            client.send({
              ...call(`${artifactPath(repository, nobody)}/scan`, signal),
              method: "POST",
              json: { scan_type: "vulnerability" },
            }),
            [404, 400, 412],
          ),
  },
  {
    name: "space-scanner",
    needed: false,
    without: "It cannot be told which scanner a space has, nor whether it is healthy.",
    ask: (client, { project }, signal) =>
      granted(client.send(call(`${projectPath(project)}/scanner`, signal)), []),
  },
  {
    name: "choose-scanner",
    needed: false,
    without: "The scanner of a space cannot be chosen from here.",
    ask: (client, { project }, signal) =>
      one(client.list(registration, call(`${projectPath(project)}/scanner/candidates`, signal))),
  },
  {
    name: "all-scanners",
    needed: false,
    without: "Harbor's scanners cannot be listed, made the default or added from here.",
    ask: (client, _, signal) => one(client.list(registration, call(`${api}/scanners`, signal))),
  },
  {
    name: "webhooks",
    needed: false,
    without: "Webhooks cannot be installed: what happens in Harbor is seen at the next sync.",
    ask: (client, { project }, signal) =>
      one(client.list(webhookPolicy, call(`${projectPath(project)}/webhook/policies`, signal))),
  },
  {
    name: "prevention",
    needed: false,
    without: "Harbor's own prevention cannot be kept in step with policies and exceptions.",
    ask: (client, { project }, signal) =>
      granted(
        client.send({
          ...call(projectPath(project), signal),
          method: "PUT",
          json: { cve_allowlist: { project_id: otherProject, items: [] } },
        }),
        [400],
      ),
  },
];

/** A test does not list tens of thousands. */
export const projectsLookedAt = 500;

/** A project to try on, the more telling the better: anybody may read a public one. Null where none is seen. */
export async function findSubject(
  client: HarborClient,
  signal: AbortSignal,
): Promise<Subject | null> {
  let total = 0;
  let best: { name: string; worth: number } | null = null;
  for await (const { name, metadata, repo_count } of client.projects(signal)) {
    total += 1;
    const worth = (metadata.public === "true" ? 0 : 1) + (repo_count > 0 ? 2 : 0);
    if (best === null || worth > best.worth) best = { name, worth };
    if (total >= projectsLookedAt) break;
  }
  if (best === null) return null;
  return {
    total,
    project: best.name,
    repository: await firstRepository(client, best.name, signal),
  };
}

async function firstRepository(
  client: HarborClient,
  project: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    for await (const { name, artifact_count } of client.repositories(project, signal))
      if (artifact_count > 0) return name;
  } catch (error) {
    // Then the line that tries this permission says so.
    if (!(error instanceof PlimsollError)) throw error;
  }
  return null;
}

function call(path: string, signal: AbortSignal) {
  return { path, what: "a permission's trial", signal, bytes: answerBytes.list } as const;
}

const untried = Promise.resolve("untried" as const);

async function one(items: AsyncIterable<unknown>): Promise<"granted"> {
  for await (const _ of items) break;
  return "granted";
}

/** Refusals that come after the permission was found to be there. */
async function granted(answer: Promise<unknown>, fine: readonly number[]): Promise<"granted"> {
  try {
    await answer;
  } catch (error) {
    if (!fine.includes(refusalOf(error)?.status ?? 0)) throw error;
  }
  return "granted";
}
