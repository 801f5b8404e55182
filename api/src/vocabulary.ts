// The words of the contract without its schemas: a console that trusts its own service needs no more.

/** From worst to least known. Every count, bar and sort uses this order. */
export const severities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;

/** What is known about the fix of a finding; the words are those of the distributions' trackers. */
export const findingStatuses = [
  "fixed",
  "affected",
  "under_investigation",
  "will_not_fix",
  "fix_deferred",
  "end_of_life",
] as const;

/** The states of a scan as an artifact shows them. The transition table is the server's. */
export const scanStates = [
  "not-scanned",
  "not-supported",
  "queued",
  "scanning",
  "failed",
  "stopped",
  "complete",
] as const;

/** What a running scan is doing now. */
export const scanPhases = ["resolving", "reading", "matching", "saving"] as const;

/** `image`: one platform's manifest; `index`: several; `other`: an artifact that holds no file system. */
export const artifactKinds = ["image", "index", "other"] as const;

/** What had a scan made. */
export const scanTriggers = ["manual", "push", "schedule", "import", "gate"] as const;

/** What a policy says of an image, worst first; `unknown`: a rule could not be judged, and none failed. */
export const verdictResults = ["fail", "unknown", "warn", "pass"] as const;

export const findingSorts = ["severity", "id", "package", "epss", "cvss"] as const;

/** What the findings of a report can be put together by. */
export const findingGroupings = ["package", "layer", "vulnerability"] as const;

export const vulnerabilitySorts = ["severity", "images", "epss", "id"] as const;

/** What somebody is in a workspace, the least first. */
export const workspaceRoles = ["viewer", "editor", "administrator"] as const;

/** As what somebody acts: in a workspace, or as an administrator of the platform. Each may what those before it may. */
export const roles = ["viewer", "editor", "workspace-administrator", "administrator"] as const;

/** What a token may do, each with what comes before it: look, scan and ask for verdicts, everything its owner may. */
export const tokenScopes = ["read", "scan", "administer"] as const;

/** `personal`: in somebody's name, and never more than they may. `machine`: of a workspace, or of the platform. */
export const tokenKinds = ["personal", "machine"] as const;

/** `refused`: was not allowed or did not know the password. */
export const auditOutcomes = ["done", "refused"] as const;

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications */
export const vexJustifications = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;

/** `distribution`: any that speaks the OCI distribution API; `harbor`: also Harbor's own. */
export const registryKinds = ["distribution", "harbor"] as const;

/** Of a Harbor: run by the platform, or the user's own. */
export const registryOperations = ["hosted", "native"] as const;

export const maxPageLimit = 500;

/** The codes that a problem can carry; the console has words for each in every language. */
export const problemCodes = [
  "bad-request",
  "not-signed-in",
  "wrong-credentials",
  /** Name and password are right; a code of the authenticator is needed too, or was wrong. */
  "second-factor-needed",
  /** The issuer of single sign-on did not answer as one, or refused. */
  "issuer-failed",
  /** It signed somebody in whom nothing here lets in. */
  "not-admitted",
  /** To sign in, or to confirm a password. */
  "too-many-attempts",
  /** Of an account, a token or an address, within a minute. */
  "too-many-requests",
  "forbidden",
  "not-found",
  "conflict",
  "registry-unreachable",
  "registry-certificate",
  "registry-credentials",
  "registry-not-oci",
  "registry-limited",
  /** It works, but does not list its repositories. */
  "registry-no-catalog",
  // Of a scanner beside the built-in one; also kept with the scan that failed for it.
  "scanner-unreachable",
  "scanner-certificate",
  "scanner-credentials",
  "scanner-limited",
  /** It answers, but not as such a scanner does. */
  "scanner-answer",
  /** It works, but has no advisories (yet). */
  "scanner-not-ready",
  "scanner-slow",
  /** It took the image and could not scan it. */
  "scanner-failed",
  /** A file that was sent is not what it should be. */
  "file-unusable",
  "file-too-large",
  /** Where the service keeps its data. */
  "no-room",
  "sample-is-read-only",
  "not-scannable",
  "no-report",
  "service-unavailable",
  "internal",
] as const;

/** Forms in which a report is given to others: the same as the command's, with the type each is sent as. */
export const exportForms = {
  json: { type: "application/json", extension: "json" },
  trivy: { type: "application/json", extension: "trivy.json" },
  sarif: { type: "application/sarif+json", extension: "sarif" },
  cyclonedx: { type: "application/vnd.cyclonedx+json", extension: "cdx.json" },
  spdx: { type: "application/spdx+json", extension: "spdx.json" },
  gitlab: { type: "application/json", extension: "gitlab.json" },
  csv: { type: "text/csv", extension: "csv" },
  html: { type: "text/html", extension: "html" },
} as const;

/** What the stream of events tells; one of another type comes from a newer service. */
export const eventTypes = ["scan", "log", "verdict", "registry", "database"] as const;
