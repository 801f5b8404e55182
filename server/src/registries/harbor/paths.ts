/** How Harbor wants what is in its URLs written. */
export const api = "/api/v2.0";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export function projectPath(project: string): string {
  return `${api}/projects/${encodeURIComponent(project)}`;
}

/** `repository` with its project in front; its own part is encoded twice, as a proxy before Harbor undoes one of them. */
export function repositoryPath(repository: string): string {
  const { project, name } = splitRepository(repository);
  return `${projectPath(project)}/repositories/${encodeURIComponent(encodeURIComponent(name))}`;
}

export function artifactPath(repository: string, reference: string): string {
  return `${repositoryPath(repository)}/artifacts/${encodeURIComponent(reference)}`;
}

export function splitRepository(repository: string): { project: string; name: string } {
  const at = repository.indexOf("/");
  return at < 0
    ? { project: repository, name: "" }
    : { project: repository.slice(0, at), name: repository.slice(at + 1) };
}

/** Harbor unescapes `q` twice: a `+` of a media type would be lost. */
export function encodeQuery(query: Query | undefined): string {
  const parts = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const once = encodeURIComponent(String(value));
      return `${name}=${name === "q" ? encodeURIComponent(once) : once}`;
    });
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}
