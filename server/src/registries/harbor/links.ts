/** Deep links into Harbor's portal, at the address that people have for it. */
export type HarborLinks = {
  readonly home: string;
  project(projectId: string): string;
  /** `repository` with its project in front. */
  repository(projectId: string, repository: string): string;
  artifact(projectId: string, repository: string, digest: string): string;
};

/** `externalAddress`: scheme, host, port and path, if any. The portal knows projects by their ids only. */
export function harborLinks(externalAddress: string): HarborLinks {
  const base = new URL(externalAddress);
  const root = `${base.origin}${base.pathname.replace(/\/+$/, "")}`;
  const project = (id: string) => `${root}/harbor/projects/${encodeURIComponent(id)}`;
  const repository = (id: string, path: string) => {
    const name = path.slice(path.indexOf("/") + 1);
    // The portal's router undoes one encoding before it reads the segment.
    return `${project(id)}/repositories/${encodeURIComponent(encodeURIComponent(name))}/artifacts-tab`;
  };
  return {
    home: `${root}/`,
    project: (id) => `${project(id)}/repositories`,
    repository,
    artifact: (id, path, digest) =>
      `${repository(id, path)}/artifacts/${encodeURIComponent(digest).replace("%3A", ":")}`,
  };
}
