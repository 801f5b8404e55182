/** What is wrong with what is installed, and the orders of versions that it rests on. */
export { type EndOfLife, endOfLife } from "./match/end-of-life.ts";
export {
  type Finding,
  type FindingStatus,
  type PackageFinding,
  type Severity,
  type Summary,
  type SuppressedFinding,
  severities,
} from "./match/finding.ts";
export { gapsAsSkipped } from "./match/match.ts";
export {
  advisedAs,
  type MatchedPackage,
  type MatchOptions,
  matchPackage,
  type PackageMatch,
} from "./match/match-package.ts";
export { summarise, uniqueFindings } from "./match/summary.ts";
export type { ScanVerdict } from "./policy/verdict.ts";
export { analyserVersion, type ScanOptions, type ScanResult, scanImage } from "./scan.ts";
export { compareVersions, satisfies, type VersionScheme } from "./version/schemes.ts";
