import { done, refuse } from "./reply.ts";
import type { Route } from "./state.ts";

/** What is changed of projects. */
export const projectRoutes: readonly Route[] = [
  {
    method: "PUT",
    path: "/projects/:project",
    scope: "project",
    need: ["project", "update"],
    answer({ project, body }) {
      const { metadata = {}, cve_allowlist: list } = (body ?? {}) as ProjectUpdate;
      const odd = Object.values(metadata).find((value) => typeof value !== "string");
      if (odd !== undefined)
        return refuse(
          422,
          `validation failure list:\nparsing project body from "" failed, because json: cannot unmarshal ${typeof odd}`,
        );
      const of = list?.project_id ?? 0;
      if (of !== 0 && of !== project.id)
        return refuse(400, `project_id in cve_allowlist must be ${project.id} but it's ${of}`);
      const { public: isPublic, ...others } = metadata;
      if (isPublic !== undefined) project.public = isPublic === "true";
      // What is not named stays.
      Object.assign(project.metadata, others);
      if (list)
        project.allowlist = {
          items: list.items ?? [],
          ...(list.expires_at ? { expires_at: list.expires_at } : {}),
        };
      return done();
    },
  },
];

type ProjectUpdate = {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cve_allowlist?: {
    readonly project_id?: number;
    readonly items?: readonly { cve_id: string }[];
    readonly expires_at?: number | null;
  };
};
