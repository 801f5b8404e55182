import { createHash } from "node:crypto";
import type { LayerRef, Skipped } from "../inventory/package.ts";
import type { Finding, Severity, SuppressedFinding } from "../match/finding.ts";
import type { DockerfileLine } from "../origin/origin.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { adviceOf, cweNumbers, originIn, primaryPage, titleOf, webLinks } from "./finding-text.ts";

/** What GitHub takes of a run, https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#validating-your-sarif-file */
const most = { results: 25_000, tags: 20, shortText: 1024, longText: 8192, notifications: 100 };

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; a run for each image. */
export function sarif(results: readonly ScanResult[], bill: Bill): object {
  return {
    $schema:
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: results.map((result) => runOf(result, bill)),
  };
}

function runOf(result: ScanResult, { created, toolVersion }: Bill): object {
  const { image, os, database, skipped } = result;
  // Worst first, so what is cut off is least; what was suppressed comes last.
  const all: (Finding | SuppressedFinding)[] = [...result.findings, ...result.suppressed];
  const shown = all.slice(0, most.results);
  const rules = new Map<string, number>();
  for (const { id } of shown) if (!rules.has(id)) rules.set(id, rules.size);
  const first = new Map(shown.toReversed().map((finding) => [finding.id, finding]));
  return {
    tool: {
      driver: {
        name: "Plimsoll",
        version: toolVersion,
        rules: [...first.entries()]
          .sort(([a], [b]) => (rules.get(a) ?? 0) - (rules.get(b) ?? 0))
          .map(([, finding]) => ruleOf(finding)),
      },
    },
    // GitHub keeps apart what lies before the last slash; two runs of one category are refused.
    automationDetails: { id: `plimsoll/${image.reference}/${image.platform}/` },
    invocations: [
      {
        executionSuccessful: true,
        endTimeUtc: created,
        toolExecutionNotifications: notificationsOf(skipped, all.length - shown.length),
      },
    ],
    originalUriBaseIds: {
      [root]: { description: { text: "The root of the image's file system." } },
    },
    columnKind: "utf16CodeUnits",
    results: shown.map((finding) =>
      resultOf(finding, rules.get(finding.id) ?? 0, result.dockerfile ?? null),
    ),
    properties: {
      image: image.reference,
      digest: image.digest,
      platform: image.platform,
      system: os?.name ?? null,
      database: `${database.name}, ${database.date}`,
    },
  };
}

const root = "IMAGE";

function ruleOf(finding: Finding): object {
  const { id, severity, description } = finding;
  const title = titleOf(finding);
  const page = primaryPage(finding);
  const cwes = cweNumbers(finding).map((number) => `external/cwe/cwe-${number}`);
  return {
    id,
    name: title.slice(0, 255),
    shortDescription: { text: `${id}: ${title}`.slice(0, most.shortText) },
    fullDescription: { text: (description?.trim() || title).slice(0, most.shortText) },
    ...(page ? { helpUri: page } : {}),
    help: helpOf(finding),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      precision: "very-high",
      ...(severity === "unknown" ? {} : { "security-severity": scoreOf(finding) }),
      tags: ["security", "vulnerability", severity, ...cwes].slice(0, most.tags),
    },
  };
}

/** Plain only: what an advisory says is no Markdown of ours to render. */
function helpOf(finding: Finding): object {
  const lines = [
    titleOf(finding),
    finding.description?.trim() ?? "",
    finding.aliases.length > 0 ? `Also known as ${finding.aliases.join(", ")}.` : "",
    finding.kev ? "It is exploited: CISA lists it." : "",
    webLinks(finding.references).slice(0, 20).join("\n"),
  ];
  return {
    text: lines
      .filter((line) => line !== "")
      .join("\n\n")
      .slice(0, most.longText),
  };
}

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  negligible: "note",
  unknown: "note",
};

/** GitHub's severities are ranges of scores: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object */
const ranges: Readonly<Record<Severity, readonly [number, number]>> = {
  critical: [9.0, 10],
  high: [7.0, 8.9],
  medium: [4.0, 6.9],
  low: [0.1, 3.9],
  negligible: [0.1, 0.1],
  unknown: [0.1, 0.1],
};

/** The score, or the next one to it that says the severity which we say. */
function scoreOf({ severity, cvss }: Finding): string {
  const [lowest, highest] = ranges[severity];
  return Math.min(Math.max(cvss?.score ?? lowest, lowest), highest).toFixed(1);
}

function resultOf(
  finding: Finding | SuppressedFinding,
  ruleIndex: number,
  dockerfile: string | null,
): object {
  const { id, severity, layer, why, status } = finding;
  const { name, version, type, purl, path } = finding.package;
  const advice = adviceOf(finding) ?? "No fix is known";
  // Not the version: the same flaw after an update that does not mend it is no new alert.
  const identity = [id, type, name, purl.replace(/@[^?#]*/, ""), path].join("\0");
  const print = createHash("sha256").update(identity).digest("hex");
  return {
    ruleId: id,
    ruleIndex,
    level: levels[severity],
    message: { text: `${name} ${version} has ${id}: ${titleOf(finding)}. ${advice}.` },
    ...locationsOf(
      {
        message: { text: `${name} ${version}, in ${layerText(layer)}` },
        physicalLocation: {
          artifactLocation: { uri: uriOf(path), uriBaseId: root },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { name, fullyQualifiedName: purl, kind: "package" },
          { name: layerText(layer), fullyQualifiedName: layer.digest, kind: "layer" },
        ],
      },
      dockerfile === null ? null : lineIn(dockerfile, originIn(finding)?.line ?? null),
    ),
    partialFingerprints: { primaryLocationLineHash: `${print.slice(0, 32)}:1` },
    suppressions:
      "suppressedBy" in finding
        ? [
            {
              kind: "external",
              status: "accepted",
              justification: reasonOf(finding),
            },
          ]
        : [],
    properties: {
      status,
      installedVersion: version,
      fixedVersions: finding.fixedVersions,
      why,
      source: finding.source,
      kev: finding.kev,
      epss: finding.epss,
    },
  };
}

/** Shown where the line is that one can change, if that is known; where it lies in the image comes after. */
function locationsOf(
  inImage: {
    readonly message: object;
    readonly physicalLocation: object;
    readonly logicalLocations: readonly object[];
  },
  line: object | null,
): object {
  if (line === null) return { locations: [inImage] };
  const { message, logicalLocations } = inImage;
  return {
    locations: [{ message, physicalLocation: line, logicalLocations }],
    relatedLocations: [{ id: 1, ...inImage }],
  };
}

/** By its path in the repository that is built; one outside of it is named all the same. */
function lineIn(dockerfile: string, line: DockerfileLine | null): object | null {
  return (
    line && {
      artifactLocation: { uri: uriOf(dockerfile.replace(/^(\.\/)+/, "").replaceAll("\\", "/")) },
      region: { startLine: line.number },
    }
  );
}

function reasonOf({ suppressedBy }: SuppressedFinding): string {
  const { status, justification, statement, document, until } = suppressedBy;
  const ends = until ? `until ${until}` : null;
  return [status, justification, statement, ends, `(${document})`].filter(Boolean).join(" ");
}

function layerText({ index, command }: LayerRef): string {
  return `layer ${index}${command ? `: ${command.replace(/\s+/g, " ").slice(0, 512)}` : ""}`;
}

function uriOf(path: string): string {
  return path.split("/").map(encode).join("/") || ".";
}

/** A name in an image may be cut in the middle of a character, which cannot be encoded. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

function notificationsOf(skipped: readonly Skipped[], leftOut: number): object[] {
  const cut = `${leftOut} findings are left out: a reader takes no more than ${most.results}`;
  return [
    ...(leftOut > 0 ? [{ level: "warning", message: { text: cut } }] : []),
    ...skipped.slice(0, most.notifications).map(({ path, reason }) => ({
      level: "warning",
      message: { text: path === "" ? reason : `${path}: ${reason}` },
    })),
  ];
}
