import { randomUUID } from "node:crypto";
import { type Artifact, now, type Project, type Report, type Scanner } from "./model.ts";

/** Harbor's job service: so many scans at once, the others wait in their order. */
export type Scans = {
  /** False: requests fail, and what runs stands still. */
  up: boolean;
  /** How many wait or run. */
  active(): number;
  /** Null where it was never scanned, or its scan deleted. */
  find(digest: string, scanner: Scanner): Report | null;
  byId(id: string): Report | null;
  /** The report before goes. Null where a scan is under way already. */
  start(artifact: Artifact, scanner: Scanner, home: Report["home"]): Report | null;
  /** Of the digest, in whatever project. False where there never was one. */
  stop(digest: string): boolean;
  /** One step for all: waiting ones begin, running ones end. True where something changed. */
  advance(): boolean;
  /** What is deleted in the project where it was scanned reads as failed elsewhere. */
  forget(digest: string, project: Project): void;
};

const workers = 10;
const isActive = ({ status }: Pick<Report, "status">) =>
  status === "Pending" || status === "Running";

export function createScans(onEnd: (report: Report) => void): Scans {
  const reports = new Map<string, Report>();
  const key = (digest: string, scanner: Scanner) => `${digest} ${scanner.uuid}`;
  const end = (report: Report, status: "Success" | "Error" | "Stopped") => {
    report.status = status;
    report.end = now();
    onEnd(report);
  };
  return {
    up: true,
    active: () => [...reports.values()].filter(isActive).length,
    find: (digest, scanner) => reports.get(key(digest, scanner)) ?? null,
    byId: (id) => [...reports.values()].find((report) => report.id === id) ?? null,
    start(artifact, scanner, home) {
      const before = reports.get(key(artifact.digest, scanner));
      if (before && isActive(before)) return null;
      const report: Report = {
        id: randomUUID(),
        digest: artifact.digest,
        scanner,
        artifact,
        home,
        status: "Pending",
        start: null,
        end: null,
        findings: [],
        log: [line("INFO", `Scan of ${home.repository}@${artifact.digest} by ${scanner.name}`)],
      };
      reports.set(key(artifact.digest, scanner), report);
      return report;
    },
    stop(digest) {
      const found = [...reports.values()].filter((report) => report.digest === digest);
      for (const report of found)
        if (isActive(report)) {
          report.start ??= now();
          report.log.push(line("INFO", "scan job being stopped"));
          end(report, "Stopped");
        }
      return found.length > 0;
    },
    advance() {
      if (!this.up) return false;
      const active = [...reports.values()].filter(isActive);
      const running = active.filter(({ status }) => status === "Running");
      let changed = false;
      for (const report of running) {
        const outcome = report.scanner.scan(report.artifact);
        if ("hangs" in outcome) continue;
        changed = true;
        if ("fails" in outcome) {
          report.log.push(line("ERROR", outcome.fails));
          end(report, "Error");
        } else {
          report.findings = outcome.findings;
          end(report, "Success");
        }
      }
      const free = workers - running.filter(isActive).length;
      for (const report of active.filter(({ status }) => status === "Pending").slice(0, free)) {
        report.status = "Running";
        report.start = now();
        report.log.push(line("INFO", "Report is not ready yet, retry after 2 seconds"));
        changed = true;
      }
      return changed;
    },
    forget(digest, project) {
      for (const report of reports.values())
        if (report.digest === digest && report.home.project === project) {
          report.status = "Error";
          report.start = null;
          report.end = null;
          report.log.length = 0;
        }
    },
  };
}

function line(level: string, words: string): string {
  return `${now().slice(0, 19)}Z [${level}] [/src/pkg/scan/job.go:1]: ${words}`;
}
