import { DatabaseSync } from "node:sqlite";
import { PlimsollError } from "../../../error.ts";
import type { MavenNames } from "../../analyser.ts";

/** What Maven Central holds, to name archives that do not name themselves. */
export type JavaDatabase = {
  bySha1(sha1: string): MavenNames | null;
  has(group: string, artifact: string): boolean;
  /** The group of such an artifact; of several the one with the most versions. */
  groupOf(artifact: string, version: string): string | null;
  close(): void;
};

/** Trivy's Java database, https://github.com/aquasecurity/trivy-java-db. Throws `database-unusable`. */
export function openJavaDatabase(path: string): JavaDatabase {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    const bySha1 = database.prepare(
      `SELECT a.group_id AS "group", a.artifact_id AS artifact, i.version AS version
       FROM indices i JOIN artifacts a ON a.id = i.artifact_id WHERE i.sha1 = ?`,
    );
    const has = database.prepare("SELECT 1 FROM artifacts WHERE group_id = ? AND artifact_id = ?");
    const groupOf = database.prepare(
      `SELECT a.group_id AS "group" FROM artifacts a JOIN indices i ON i.artifact_id = a.id
       WHERE a.artifact_id = ?1 AND EXISTS (
         SELECT 1 FROM indices o
         WHERE o.artifact_id = a.id AND o.version = ?2 AND o.archive_type = 'jar')
       GROUP BY a.id ORDER BY count(*) DESC, a.group_id LIMIT 1`,
    );
    return {
      bySha1(sha1) {
        const row = bySha1.get(Buffer.from(sha1, "hex"));
        return row
          ? {
              group: String(row.group),
              artifact: String(row.artifact),
              version: String(row.version),
            }
          : null;
      },
      has: (group, artifact) => has.get(group, artifact) !== undefined,
      groupOf(artifact, version) {
        const row = groupOf.get(artifact, version);
        return row ? String(row.group) : null;
      },
      close: () => database.close(),
    };
  } catch (cause) {
    throw new PlimsollError("database-unusable", `${path} is no Java database that can be read`, {
      cause,
      hint: "Give the file trivy-java.db of Trivy's Java database, schema 1.",
    });
  }
}
