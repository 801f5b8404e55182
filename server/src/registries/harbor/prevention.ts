import { projectPrevention } from "./answers.ts";
import type { HarborClient } from "./client.ts";
import { projectPath } from "./paths.ts";

/** What a project keeps from being pulled. */
export type ProjectPrevention = {
  readonly prevent: boolean;
  /** From which on; null where it was never said. */
  readonly severity: string | null;
  /** The system's list counts, and not the project's own. */
  readonly systemList: boolean;
  /** The project's own list, sorted. */
  readonly ids: readonly string[];
  /** When all of it ends, seconds since 1970. */
  readonly expiresAt: number | null;
};

/** Throws `not-found` where the project is gone, as all do what Harbor refuses with. */
export async function readPrevention(
  client: HarborClient,
  project: string,
  signal?: AbortSignal,
): Promise<ProjectPrevention> {
  const request = { path: projectPath(project), what: `what ${project} prevents`, signal };
  const { metadata, cve_allowlist: list } = await client.read(projectPrevention, request);
  return {
    prevent: metadata.prevent_vul === "true",
    severity: metadata.severity ?? null,
    // What is not said is the system's.
    systemList: metadata.reuse_sys_cve_allowlist !== "false",
    ids: [...new Set(list?.items.map(({ cve_id }) => cve_id))].sort(),
    expiresAt: list?.expires_at ?? null,
  };
}

/** Harbor keeps all else that the project has. */
export async function writePrevention(
  client: HarborClient,
  project: string,
  wanted: ProjectPrevention,
  signal?: AbortSignal,
): Promise<void> {
  const { prevent, severity, systemList, ids, expiresAt } = wanted;
  await client.send({
    method: "PUT",
    path: projectPath(project),
    json: {
      metadata: {
        prevent_vul: String(prevent),
        ...(severity === null ? {} : { severity }),
        reuse_sys_cve_allowlist: String(systemList),
      },
      cve_allowlist: {
        items: ids.map((id) => ({ cve_id: id })),
        ...(expiresAt === null ? {} : { expires_at: expiresAt }),
      },
    },
    what: `what ${project} prevents`,
    signal,
  });
}
