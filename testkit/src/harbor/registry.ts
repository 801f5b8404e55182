import { randomBytes } from "node:crypto";
import { type Reply, refuse } from "./reply.ts";
import type { State } from "./state.ts";
import { may, type Who } from "./who.ts";

type Grant = { readonly repositories: ReadonlyMap<string, boolean>; readonly until: number };

/** The v2 API for pulls, and its tokens. Content comes from the repositories' blobs. */
export function createRegistry(state: State, tokenSeconds: () => number) {
  const grants = new Map<string, Grant>();
  const pulls = (who: Who, repository: string) => {
    const project = state.projects.find(({ name }) => repository.startsWith(`${name}/`)) ?? null;
    return (
      project !== null &&
      may(who, { scope: "project", resource: "repository", action: "pull" }, project)
    );
  };

  /** Anybody gets one; what it allows is written in it. */
  function token(who: Who, url: URL): Reply {
    const service = url.searchParams.get("service") ?? "";
    if (service !== "harbor-registry")
      return { status: 400, text: `Unable to handle service: ${service}` };
    const names = url.searchParams
      .getAll("scope")
      .flatMap((scope) => /^repository:([^:]+):/.exec(scope)?.[1] ?? []);
    const repositories = new Map(names.map((name) => [name, pulls(who, name)]));
    const until = Date.now() + tokenSeconds() * 1000;
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const access = names.map((name) => ({
      type: "repository",
      name,
      actions: repositories.get(name) ? ["pull", "push", "delete"] : [],
    }));
    const text = `${part({ alg: "none" })}.${part({ access, exp: Math.floor(until / 1000) })}.${randomBytes(16).toString("base64url")}`;
    grants.set(text, { repositories, until });
    return {
      status: 200,
      json: {
        token: text,
        access_token: "",
        expires_in: tokenSeconds(),
        issued_at: new Date().toISOString(),
      },
    };
  }

  function answer(who: Who, authorization: string | undefined, url: URL, accept: string): Reply {
    const [, bearer] = /^Bearer (.+)$/i.exec(authorization ?? "") ?? [];
    const grant = grants.get(bearer ?? "");
    const [, repository = "", kind = "", reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (repository === "") {
      const known = grant ? grant.until > Date.now() : who.kind !== "anonymous";
      if (url.pathname !== "/v2/") return refuse(404, "page not found");
      return known ? { status: 200, json: {} } : challenge(authorization, "");
    }
    const allowed = grant
      ? grant.until > Date.now() && grant.repositories.get(repository) === true
      : who.kind !== "anonymous" && pulls(who, repository);
    if (!allowed) return challenge(authorization, repository);
    return content(repository, kind, reference, accept);
  }

  function challenge(authorization: string | undefined, repository: string): Reply {
    const basic = /^Basic /i.test(authorization ?? "");
    const scope = repository === "" ? "" : `,scope="repository:${repository}:pull"`;
    const wants = basic
      ? 'Basic realm="harbor"'
      : `Bearer realm="${state.address}/service/token",service="harbor-registry"${scope}`;
    return {
      ...refuse(401, "unauthorized: unauthorized"),
      headers: { "www-authenticate": wants },
    };
  }

  function content(path: string, kind: string, reference: string, accept: string): Reply {
    const [project = "", ...rest] = path.split("/");
    const repository = state.projects
      .find(({ name }) => name === project)
      ?.repositories.find(rest.join("/"));
    if (repository === undefined) return refuse(404, "repository name not known", "NAME_UNKNOWN");
    const rows = repository.artifacts();
    if (kind === "tags")
      return {
        status: 200,
        json: { name: path, tags: rows.flatMap(({ tags }) => tags.map(({ name }) => name)) },
      };
    const row = rows.find(
      ({ digest, tags }) => digest === reference || tags.some(({ name }) => name === reference),
    );
    if (
      kind === "manifests" &&
      row &&
      row.manifestMediaType.includes("oci") &&
      !accept.includes(row.manifestMediaType)
    )
      return refuse(
        404,
        "OCI index found, but accept header does not support OCI indexes",
        "MANIFEST_UNKNOWN",
      );
    const digest = kind === "manifests" ? row?.digest : reference;
    const bytes = digest === undefined ? undefined : repository.blob(digest);
    if (bytes === undefined || digest === undefined)
      return refuse(404, "not known", kind === "manifests" ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN");
    return {
      status: 200,
      bytes,
      headers: {
        "docker-content-digest": digest,
        "content-type":
          kind === "manifests" ? (row?.manifestMediaType ?? "") : "application/octet-stream",
      },
    };
  }

  return { token, answer, expire: () => grants.clear() };
}
