import type { Advisory, AdvisoryDatabase } from "@plimsoll/engine";
import { type Composed, composeImage, type FileSpec } from "@plimsoll/sample";

type Installed = Readonly<Record<string, string>>;

/** An Alpine image with these packages; what is in `later` comes in a second layer. */
export function alpineImage(
  packages: Installed,
  options: { architecture?: string; created?: string; later?: Installed; padding?: number } = {},
): Promise<Composed> {
  const { architecture = "amd64", created = "2024-05-01T10:00:00Z", later, padding } = options;
  return composeImage({
    platform: { os: "linux", architecture },
    created,
    steps: [
      { command: "ADD rootfs.tar.gz /", files: [release, database(packages), ...pad(padding)] },
      ...(later === undefined
        ? []
        : [{ command: "RUN apk add", files: [database({ ...packages, ...later })] }]),
    ],
  });
}

const release: FileSpec = {
  path: "etc/os-release",
  content: 'ID=alpine\nVERSION_ID=3.18.9\nPRETTY_NAME="Alpine Linux v3.18"\n',
};

function database(packages: Installed): FileSpec {
  const entries = Object.entries(packages).map(
    ([name, version]) => `P:${name}\nV:${version}\nA:x86_64\no:${name}\nL:MIT\n\n`,
  );
  return { path: "lib/apk/db/installed", content: entries.join("") };
}

/** Bytes that do not compress, so that reading them takes time at a bounded rate. */
function pad(size = 0): FileSpec[] {
  if (size === 0) return [];
  const content = Buffer.alloc(size);
  for (let at = 0, seed = 1; at < size; at += 4) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    content.writeUInt32LE(seed, Math.min(at, size - 4));
  }
  return [{ path: "usr/share/noise", content }];
}

/** Knows two flaws of busybox, fixed one after the other, and one of zlib. */
export const testAdvisories: AdvisoryDatabase = {
  info: {
    name: "Advisories for tests",
    version: "1",
    date: "2026-01-31",
    limits: ["Three flaws only."],
    sources: [{ name: "Nobody", license: "CC0-1.0", date: "2026-01-31" }],
  },
  covers: (ecosystem) => ecosystem.startsWith("Alpine:"),
  lookup: (ecosystem, name) => (ecosystem === "Alpine:v3.18" ? (advisories[name] ?? []) : []),
  packages: () => Object.keys(advisories).map((name) => ({ ecosystem: "Alpine:v3.18", name })),
  close: () => {},
};

/** An Alpine advisory with what a test does not care about filled in. */
export function testAdvisory(
  given: Pick<Advisory, "id" | "severity"> & { fixed: string } & Partial<Advisory>,
): Advisory {
  const { fixed, ...more } = given;
  return {
    aliases: [],
    source: "Nobody",
    title: null,
    description: null,
    ranges: [{ fixed }],
    versions: [],
    constraints: null,
    status: null,
    severitySource: "Nobody",
    cvss: [],
    cwes: [],
    kev: false,
    epss: null,
    published: "2024-02-01",
    modified: null,
    references: ["https://example.org/advisory"],
    architectures: [],
    products: null,
    ...more,
  };
}

const score = (score: number, vector: string) =>
  [{ version: "3", score, vector, source: null }] as const;
const advisories: Readonly<Record<string, readonly Advisory[]>> = {
  busybox: [
    testAdvisory({
      id: "CVE-2024-0001",
      fixed: "1.36.1-r7",
      severity: "critical",
      cvss: score(9.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
      epss: 0.5,
    }),
    testAdvisory({ id: "CVE-2024-0002", fixed: "1.36.1-r20", severity: "medium" }),
  ],
  zlib: [
    testAdvisory({
      id: "CVE-2024-0003",
      aliases: ["GHSA-zlib-zlib-zlib"],
      fixed: "1.2.13-r2",
      severity: "high",
      cvss: score(7.5, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
      epss: 0.1,
    }),
  ],
};
