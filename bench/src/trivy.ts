import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Where Trivy is: on PATH or where `go install` puts it; undefined where it is not. */
export const trivyPath = [findOnPath(), join(homedir(), "go/bin/trivy")].find(
  (path) => path !== undefined && existsSync(path),
);

function findOnPath(): string | undefined {
  try {
    return execFileSync("which", ["trivy"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Lists an image's packages, as `plimsoll inventory` does: no vulnerability database is read by either.
 * Trivy gives up at the first jar without a Java database, so it gets an empty one.
 */
export function trivyCommand(trivy: string, reference: string, cache: string): string[] {
  const options = ["--format", "cyclonedx", "--image-src", "remote", "--insecure", "--quiet"];
  const offline = [
    "--skip-db-update",
    "--skip-java-db-update",
    "--offline-scan",
    "--skip-version-check",
  ];
  return [
    trivy,
    "image",
    "--cache-dir",
    cache,
    ...options,
    ...offline,
    "--timeout",
    "30m",
    reference,
  ];
}

export function emptyTrivyCache(cache: string): void {
  rmSync(cache, { recursive: true, force: true });
  const folder = join(cache, "java-db");
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "trivy-java.db"));
  database.exec(`
    create table artifacts (id integer primary key, group_id text, artifact_id text);
    create table indices (artifact_id integer, version text, sha1 blob, archive_type text);
    create unique index artifacts_idx on artifacts (artifact_id, group_id);
    create index indices_artifact_idx on indices (artifact_id);
    create unique index indices_sha1_idx on indices (sha1);
  `);
  database.close();
  const later = "2100-01-01T00:00:00Z";
  const metadata = { Version: 1, NextUpdate: later, UpdatedAt: later, DownloadedAt: later };
  writeFileSync(join(folder, "metadata.json"), JSON.stringify(metadata));
}
