import type { Artifact, Project, Repository, Robot, Scanner, User } from "./model.ts";
import type { Reply } from "./reply.ts";
import type { Scans } from "./scans.ts";
import type { Feature, Version } from "./versions.ts";
import type { EventName } from "./webhook-sender.ts";
import type { Who } from "./who.ts";

/** All that one Harbor knows. */
export type State = {
  readonly version: Version;
  /** Where people reach it, `http://host:port`. */
  address: string;
  readonly projects: Project[];
  readonly users: User[];
  readonly robots: Robot[];
  readonly scanners: Scanner[];
  readonly scans: Scans;
  /** What a scanner that is registered at this URL is; null where none answers there. */
  discover(url: string): Pick<Scanner, "adapter" | "vendor" | "version" | "scan"> | null;
  tell(project: Project, event: EventName, repository: string, artifact: Artifact): void;
};

export type Call = {
  readonly state: State;
  readonly who: Who;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  /** Null for none. */
  readonly body: Readonly<Record<string, unknown>> | null;
};
export type ProjectCall = Call & { readonly project: Project };

type Permission = readonly [resource: string, action: string];

/** One call of the API, and who may make it. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v2.0`. */
  readonly path: string;
  readonly since?: Feature;
} & (
  | {
      readonly scope: "project";
      readonly need: Permission;
      answer(call: ProjectCall): Reply | Promise<Reply>;
    }
  | {
      readonly scope: "system";
      readonly need: Permission | "nothing" | "administrator";
      answer(call: Call): Reply | Promise<Reply>;
    }
);

export function scannerOf(state: State, project: Project): Scanner | null {
  return (
    state.scanners.find(({ uuid }) => uuid === project.scanner) ??
    state.scanners.find(({ isDefault }) => isDefault) ??
    null
  );
}

export function repositoryOf({ project, params }: ProjectCall): Repository | undefined {
  return project.repositories.find(params.repository ?? "");
}

export function artifactOf(call: ProjectCall): Artifact | undefined {
  const reference = call.params.reference ?? "";
  return repositoryOf(call)
    ?.artifacts()
    .find(
      ({ digest, tags }) => digest === reference || tags.some(({ name }) => name === reference),
    );
}
