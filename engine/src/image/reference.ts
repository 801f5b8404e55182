import { PlimsollError } from "../error.ts";
import { isDigest } from "./digest.ts";

/** What names an artifact in a registry, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export type Reference = {
  /** `http(s)://host[:port]`, where requests go. */
  readonly address: string;
  /** The registry as people write it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
};

const dockerHub = { name: "docker.io", address: "https://registry-1.docker.io" };
const dockerHubNames = new Set([
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "hub.docker.com",
]);

const repositoryPattern =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Reads `[http(s)://]REGISTRY/REPOSITORY[:TAG][@DIGEST]`; without a registry it is Docker Hub's, as docker has it. Throws `reference-invalid`. */
export function parseReference(text: string): Reference {
  const scheme = /^https?:\/\//.exec(text)?.[0] ?? "";
  let rest = text.slice(scheme.length);
  let digest: string | null = null;
  const at = rest.indexOf("@");
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!isDigest(digest))
      throw invalid(
        text,
        `"${digest}" is no digest`,
        "A digest looks like sha256:<64 hex digits>.",
      );
  }
  const slash = rest.indexOf("/");
  const first = slash < 0 ? "" : rest.slice(0, slash);
  const named = scheme !== "" || /[.:]/.test(first) || first === "localhost";
  if (named && slash < 0) throw invalid(text, "it names no repository");
  const host = named ? first : dockerHub.name;
  if (named) rest = rest.slice(slash + 1);

  let tag: string | null = null;
  const colon = rest.lastIndexOf(":");
  if (colon >= 0) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!tagPattern.test(tag)) throw invalid(text, `"${tag}" is no tag`);
  }
  if (dockerHubNames.has(host) && !rest.includes("/")) rest = `library/${rest}`;
  const { origin, name } = parseAddress(scheme + host);
  return { address: origin, registry: name, repository: checkRepository(rest), tag, digest };
}

/** The name itself when it is one. Throws `reference-invalid`. */
export function checkRepository(name: string): string {
  if (name.length > 255 || !repositoryPattern.test(name))
    throw invalid(
      name,
      "it is no repository name",
      "Repository names are lower-case: letters, digits, . _ - and /.",
    );
  return name;
}

/** The tag or digest itself when it is one. Throws `reference-invalid`. */
export function checkTagOrDigest(text: string): string {
  if (!tagPattern.test(text) && !isDigest(text))
    throw invalid(text, "it is neither a tag nor a digest");
  return text;
}

/**
 * Reads `[http(s)://]HOST[:PORT]`. Without a scheme it is https, but plain http on loopback, as docker has it.
 * Throws `reference-invalid`, never repeating what may be a password.
 */
export function parseAddress(text: string): { origin: string; name: string } {
  const given = /^(https?):\/\/(.*)$/.exec(text);
  const host = (given?.[2] ?? text).replace(/\/$/, "");
  if (host.includes("@"))
    throw new PlimsollError("reference-invalid", "a registry's address must not hold credentials", {
      hint: "Give the user name and the password by themselves.",
    });
  if (dockerHubNames.has(host)) return { origin: dockerHub.address, name: dockerHub.name };
  const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : null;
  if (!url || !/^(\[[0-9a-f:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?$/i.test(host))
    throw invalid(
      text,
      "it is no registry's address",
      "Write HOST, HOST:PORT or http(s)://HOST[:PORT].",
    );
  const scheme = given?.[1] ?? (isLoopback(url.hostname) ? "http" : "https");
  return { origin: new URL(`${scheme}://${host}`).origin, name: host };
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

function invalid(text: string, why: string, hint?: string): PlimsollError {
  return new PlimsollError("reference-invalid", `"${text}" cannot be read: ${why}`, {
    hint:
      hint ??
      "Write REGISTRY/REPOSITORY[:TAG][@DIGEST], for example docker.io/library/alpine:3.20.",
  });
}
