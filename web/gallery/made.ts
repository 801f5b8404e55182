import {
  type About,
  ApiError,
  type Artifact,
  type ChildArtifact,
  type DatabaseInfo,
  mayRole,
  type ProblemCode,
  permissionNames,
  type Registry,
  type Role,
  type Scan,
  type Scanner,
  type Session,
  type Severity,
  type Summary,
} from "@plimsoll/api";

// What the states show: made up, of the shapes that the service answers with.

export const longWord =
  "registry.a-very-long-department-name.internal.example.com/platform/observability/collector-with-every-plugin";

/** RFC 3339, so many minutes before now. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

export function digestOf(number: number): string {
  return `sha256:${number.toString(16).padStart(8, "5")}${"ab4c9d".repeat(10).slice(0, 56)}`;
}

export function refusal(code: ProblemCode, detail?: string): ApiError {
  return new ApiError({
    type: "about:blank",
    title: code,
    status: 409,
    code,
    requestId: "4f1c9a",
    ...(detail && { detail }),
  });
}

export function summaryOf(counts: Partial<Record<Severity | "fixable", number>>): Summary {
  const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
  const { fixable = 0, ...bySeverity } = { ...none, ...counts };
  const total = Object.values(bySeverity).reduce((sum, count) => sum + count, 0);
  return { ...bySeverity, total, fixable };
}

export const usualSummary = summaryOf({
  ...{ critical: 2, high: 18, medium: 61, low: 40, negligible: 12, unknown: 7 },
  fixable: 112,
});
export const noFindings = summaryOf({});
export const manyFindings = summaryOf({
  ...{ critical: 1234, high: 98_765, medium: 456_789, low: 1_234_567, negligible: 99_999 },
  ...{ unknown: 54_321, fixable: 1_111_111 },
});

const neverScanned = {
  ...{ state: "not-scanned", progress: 0, phase: null, queuePosition: null, reason: null },
  ...{ reasonCode: null },
  ...{ scanId: null, summary: null, severity: null, unchecked: null, outdated: false },
  ...{ scanner: null, databaseDate: null, scannedAt: null, duration: null },
} as const satisfies Partial<ChildArtifact>;

/** What a complete scan brought. */
export const scanned = {
  ...{ state: "complete", progress: 1, scanId: idOf(70), unchecked: 0, outdated: false },
  summary: usualSummary,
  severity: "critical",
  scanner: { name: "Plimsoll", version: "0.1.0" },
  databaseDate: "2026-11-20",
  scannedAt: "2026-11-26T09:30:00Z",
  duration: 4210,
} as const satisfies Partial<ChildArtifact>;

export function platformOf(number: number, over: Partial<ChildArtifact> = {}): ChildArtifact {
  return {
    id: idOf(number),
    digest: digestOf(number),
    kind: "image",
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    platform: "linux/amd64",
    size: 58_300_000,
    ...neverScanned,
    ...over,
  };
}

export function artifactOf(number: number, over: Partial<Artifact> = {}): Artifact {
  return {
    ...platformOf(number),
    imageId: idOf(900),
    registry: { id: idOf(1), name: "Harbor", kind: "harbor", sample: false },
    space: "shop",
    repository: "shop/checkout",
    tags: ["1.0"],
    createdAt: minutesAgo(60 * 24 * 3),
    pushedAt: minutesAgo(60 * 24 * 2),
    pullCommand: "docker pull harbor.example.com/shop/checkout:1.0",
    nativeUrl: "https://harbor.example.com/harbor/projects/1",
    children: null,
    uniqueSummary: null,
    verdict: null,
    ...over,
  };
}

export function registryOf(number: number, over: Partial<Registry> = {}): Registry {
  return {
    ...{ id: idOf(number), workspaceId: null },
    name: "Team registry",
    kind: "distribution",
    operation: null,
    address: "https://registry.example.com",
    externalAddress: "https://registry.example.com",
    nativeUrl: null,
    username: null,
    ownRobot: false,
    hasPassword: false,
    hasCertificate: false,
    insecure: false,
    scanOnPush: false,
    mirrors: [],
    repositories: [],
    version: null,
    storage: null,
    scanners: [],
    trivy: null,
    sample: false,
    health: "healthy",
    healthCode: null,
    healthDetail: null,
    healthAt: minutesAgo(2),
    syncState: "done",
    syncedAt: minutesAgo(12),
    spaces: 12,
    images: 340,
    artifacts: 9120,
    createdAt: minutesAgo(60 * 24 * 40),
    ...over,
  };
}

export function harborOf(number: number, over: Partial<Registry> = {}): Registry {
  return registryOf(number, {
    kind: "harbor",
    operation: "hosted",
    name: "Harbor",
    address: "https://harbor.example.com",
    externalAddress: "https://harbor.example.com",
    nativeUrl: "https://harbor.example.com",
    username: "robot$plimsoll",
    hasPassword: true,
    version: "v2.13.0",
    ...over,
  });
}

export function installed(
  number: number,
  over: Partial<Registry["scanners"][number]> = {},
): Registry["scanners"][number] {
  return {
    id: idOf(number),
    name: "Trivy",
    vendor: "Aqua Security",
    version: "v0.61.0",
    health: "healthy",
    databaseDate: "2026-11-25T02:00:00Z",
    isDefault: true,
    ...over,
  };
}

export function scannerOf(number: number, over: Partial<Scanner> = {}): Scanner {
  return {
    id: idOf(number),
    name: "Clair",
    kind: "clair",
    config: {
      ...{ kind: "clair", address: "https://clair.example.com" },
      ...{ certificate: null, insecure: false, issuer: null },
    },
    hasSecret: true,
    registry: null,
    health: "healthy",
    healthCode: null,
    healthDetail: null,
    checkedAt: minutesAgo(1),
    description: null,
    usedBy: [],
    createdAt: minutesAgo(60 * 24 * 9),
    ...over,
  };
}

export function scanOf(over: Partial<Scan> = {}): Scan {
  return {
    id: idOf(70),
    artifactId: idOf(10),
    state: "complete",
    trigger: "manual",
    phase: null,
    progress: 1,
    bytes: null,
    queuePosition: null,
    attempt: 1,
    queuedAt: minutesAgo(5),
    startedAt: "2026-11-26T09:30:00Z",
    finishedAt: "2026-11-26T09:30:04.210Z",
    error: null,
    scanner: { id: idOf(20), name: "Plimsoll", version: "0.1.0" },
    ...over,
  };
}

export const database: DatabaseInfo = {
  name: "Starter advisories",
  version: "3",
  date: "2026-11-20",
  limits: ["Holds what the sample needs and little more."],
  sources: [
    { name: "Debian Security Tracker", license: "MIT", date: "2026-11-19" },
    { name: "GitHub Advisory Database", license: "CC-BY-4.0", date: "2026-11-20" },
  ],
};

export const about: About = { version: "0.1.0", database };

export function session(role: Role = "administrator", over: Partial<Session> = {}): Session {
  return {
    username: role === "administrator" ? "admin" : "linus",
    role,
    permissions: permissionNames.filter((permission) => mayRole(role, permission)),
    workspace: null,
    workspaces: [
      { id: idOf(81), name: "Shop", role: null },
      { id: idOf(82), name: "Observability", role: null },
    ],
    hasPassword: true,
    secondFactor: false,
    expiresAt: new Date(Date.now() + 8 * 3_600_000).toISOString(),
    ...over,
  };
}
