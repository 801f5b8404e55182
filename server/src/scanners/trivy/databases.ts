import { join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { type Redact, redactor } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";
import type { TrivyAdvisories } from "./invocation.ts";
import type { TrivyProgram } from "./program.ts";
import { isThere, linkDatabases } from "./slots.ts";

/** The databases of one cache folder. */
export type Databases = {
  /** Makes the one of advisories ready; an old one is better than none. */
  prepare(run: FindingsRun): Promise<void>;
  /**
   * Scans. The one that names Java archives is brought only when an image holds any: it is ten times as large as the
   * other.
   */
  scanWith(scan: () => Promise<Buffer>, run: FindingsRun): Promise<Buffer>;
};

/**
 * Trivy would bring databases by itself, and show the registry's password to wherever they come from: it has but one
 * set of credentials. So they are brought before, by a run that has none.
 */
export function openDatabases(
  program: TrivyProgram,
  folder: string,
  advisories: TrivyAdvisories,
  javaRepositories: readonly string[],
): Databases {
  const redact: Redact = redactor([]);
  const bring = (what: "db" | "java-db", from: readonly string[], run: FindingsRun) => {
    const repositories = from.flatMap((one) => [`--${what}-repository`, one]);
    const given = ["image", "--cache-dir", folder, `--download-${what}-only`, ...repositories];
    return program.run({ arguments: given, env: {}, redact }, run);
  };

  /** Where it comes from may be down, or allow no more for hours: https://github.com/aquasecurity/trivy-db/issues/442 */
  async function renew(what: "db" | "java-db", from: readonly string[], run: FindingsRun) {
    const had = await isThere(join(folder, what, "metadata.json"));
    try {
      await bring(what, from, run);
    } catch (error) {
      const passing = error instanceof PlimsollError && passingCodes.has(error.code);
      if (!had || !passing) throw error;
      run.log("warn", "Trivy could not renew its database: it scans with the one it has.");
    }
  }

  return {
    async prepare(run) {
      if (advisories.kind === "own") await renew("db", advisories.repositories, run);
      if (advisories.kind === "kept" && (await linkDatabases(folder, advisories.folder())).java)
        return;
      if (await isThere(join(folder, "java-db", "metadata.json")))
        await renew("java-db", javaRepositories, run);
    },
    async scanWith(scan, run) {
      try {
        return await scan();
      } catch (error) {
        if (!(error instanceof PlimsollError) || !/skip-java-db-update/.test(error.message))
          throw error;
        run.log("info", "The image holds Java archives: Trivy gets the database that names them.");
        await bring("java-db", javaRepositories, run);
        return scan();
      }
    },
  };
}

const passingCodes: ReadonlySet<string> = new Set(["scanner-limited", "scanner-not-ready"]);
