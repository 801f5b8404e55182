import { isSystemType } from "../inventory/package.ts";
import { successorOf } from "../match/end-of-life.ts";
import { type Finding, type FindingStatus, type Severity, severities } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import type { Naming } from "./difference.ts";
import type { Installed } from "./installed.ts";
import type { State } from "./move.ts";
import type { Meanwhile, Remaining } from "./plan.ts";
import type { RemedyInput } from "./plan-remedy.ts";
import { notNeeded } from "./removal.ts";

type Reason = Remaining["reason"];
type Left = { readonly installed: Installed; readonly finding: Finding };

/** In the order in which they are told: first what may change by itself. */
const reasons: readonly Reason[] = [
  "out-of-reach",
  "no-fix",
  "under-investigation",
  "fix-deferred",
  "will-not-fix",
  "end-of-life",
];

/** What stays after the plan, by why it does, and what can be done until that changes. */
export function remainingOf(state: State, input: RemedyInput, named: Naming): Remaining[] {
  const left = state.flatMap((installed) =>
    installed.findings.map((finding) => ({ installed, finding })),
  );
  const byReason = Map.groupBy(left, ({ finding }) => reasonOf(finding, input));
  return reasons.flatMap((reason) => {
    const some = byReason.get(reason);
    if (!some) return [];
    const findings = some.map(({ finding }) => finding);
    return [
      {
        reason,
        summary: summarise(findings),
        findings: named(findings),
        meanwhile: meanwhileOf(reason, some, state, input),
      },
    ];
  });
}

const byStatus: Readonly<Record<FindingStatus, Reason>> = {
  fixed: "no-fix",
  affected: "no-fix",
  under_investigation: "under-investigation",
  will_not_fix: "will-not-fix",
  fix_deferred: "fix-deferred",
  end_of_life: "end-of-life",
};

function reasonOf(finding: Finding, { endOfLife }: RemedyInput): Reason {
  if (finding.fixedVersions.length > 0) return "out-of-reach";
  const reason = byStatus[finding.status];
  // Past its end nobody investigates a release any more.
  const ended = endOfLife?.ended === true && isSystemType(finding.package.type);
  return ended && reason !== "will-not-fix" ? "end-of-life" : reason;
}

/** What will never come is not waited for. */
const mayCome: ReadonlySet<Reason> = new Set([
  "out-of-reach",
  "no-fix",
  "under-investigation",
  "fix-deferred",
]);

function meanwhileOf(
  reason: Reason,
  left: readonly Left[],
  state: State,
  input: RemedyInput,
): Meanwhile[] {
  const { os, now } = input;
  const needless = notNeeded([...new Set(left.map(({ installed }) => installed))], state, input);
  const system = left.some(({ installed }) => isSystemType(installed.one.type));
  const replaces = os !== null && system && !mayCome.has(reason);
  const successor = replaces ? successorOf(os, now) : null;
  return [
    ...(needless ? [{ kind: "remove-package" as const, ...needless }] : []),
    ...(replaces && (reason === "end-of-life" || successor !== null)
      ? [
          {
            kind: "replace-distribution" as const,
            from: `${os.family} ${os.release}`,
            to: successor === null ? null : `${os.family} ${successor}`,
          },
        ]
      : []),
    ...mitigationsOf(left),
    ...(mayCome.has(reason) ? [{ kind: "wait" as const }] : []),
    { kind: "accept", until: acceptedUntil(left, now) },
  ];
}

/** The worse it is, the sooner it is looked at again. */
const daysAccepted: Readonly<Record<Severity, number>> = {
  critical: 14,
  high: 30,
  medium: 90,
  low: 90,
  negligible: 90,
  unknown: 90,
};
const daysWhereExploited = 7;
const millisecondsOfDay = 86_400_000;

function acceptedUntil(left: readonly Left[], now: Date): string {
  const days = left.map(({ finding: { kev, severity } }) =>
    kev ? daysWhereExploited : daysAccepted[severity],
  );
  const fewest = days.reduce((least, one) => Math.min(least, one), 90);
  return new Date(now.getTime() + fewest * millisecondsOfDay).toISOString().slice(0, 10);
}

const mostMitigations = 10;

/** References that call themselves a way around, those of the worst findings first. */
function mitigationsOf(left: readonly Left[]): Meanwhile[] {
  const worst = left.toSorted(
    (a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity),
  );
  const urls = new Set(
    worst.flatMap(({ finding }) =>
      finding.references.filter((url) => /^https?:\/\/\S*(mitigat|work-?around)/i.test(url)),
    ),
  );
  return [...urls].slice(0, mostMitigations).map((url) => ({ kind: "mitigation", url }));
}
