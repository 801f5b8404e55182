import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FindingsTarget } from "../findings-port.ts";
import type { TrivyServer } from "./server.ts";

/** Where Trivy's advisories come from. */
export type TrivyAdvisories =
  /** Trivy brings its own; from elsewhere when places are named. */
  | { readonly kind: "own"; readonly repositories: readonly string[] }
  /** Somebody else, as Plimsoll, keeps a database up to date: a folder with `trivy.db`, or with `db/trivy.db`. */
  | { readonly kind: "kept"; readonly folder: () => string }
  /** Trivy's server has them: the command only reads the image. */
  | ({ readonly kind: "server" } & TrivyServer);

/** No secret is among them: anyone on the machine can read them. */
export function argumentsFor(
  folder: string,
  advisories: TrivyAdvisories,
  target: FindingsTarget,
  timeoutMs: number,
): string[] {
  return [
    "image",
    ...["--cache-dir", folder],
    ...["--format", "json"],
    ...["--scanners", "vuln"],
    "--list-all-pkgs",
    ...["--image-src", "remote"],
    // It gives up a little earlier by itself, and says where it was.
    ...["--timeout", `${Math.max(1, Math.floor(timeoutMs / 1000) - 1)}s`],
    "--skip-java-db-update",
    ...(advisories.kind === "server" ? ["--server", advisories.address] : ["--skip-db-update"]),
    "--",
    referenceOf(target),
  ];
}

function referenceOf({ registry, repository, digest }: FindingsTarget): string {
  return `${new URL(registry.address).host}/${repository}@${digest}`;
}

const passedOn = [
  "PATH",
  "TMPDIR",
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
];

/** The service's own holds the keys of everything: Trivy sees only what it needs. */
export function environment(folder: string): Record<string, string> {
  const home = join(folder, "home");
  return {
    ...Object.fromEntries(
      passedOn.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    HOME: home,
    DOCKER_CONFIG: home,
    TRIVY_SKIP_VERSION_CHECK: "true",
    TRIVY_DISABLE_TELEMETRY: "true",
    TRIVY_NO_PROGRESS: "true",
  };
}

export async function secretEnvironment(
  folder: string,
  { registry }: FindingsTarget,
  advisories: TrivyAdvisories,
): Promise<Record<string, string>> {
  const { credentials } = registry;
  const server = advisories.kind === "server" ? advisories : null;
  const certificates = [registry.certificate, server?.certificate].filter((one) => one != null);
  const authorities = join(folder, "authorities");
  await rm(authorities, { recursive: true, force: true });
  if (certificates.length > 0) {
    await mkdir(authorities);
    await writeFile(join(authorities, "given.pem"), certificates.join("\n"));
  }
  const plain = registry.address.startsWith("http:");
  return {
    ...(credentials && {
      TRIVY_USERNAME: credentials.username,
      TRIVY_PASSWORD: credentials.password,
    }),
    // Go's programs read this folder beside the system's own file of authorities.
    ...(certificates.length > 0 && { SSL_CERT_DIR: authorities }),
    // It is one switch for all that Trivy talks to.
    ...((registry.insecure || plain || server?.insecure) && { TRIVY_INSECURE: "true" }),
    ...(server?.token && { TRIVY_TOKEN: server.token }),
  };
}
