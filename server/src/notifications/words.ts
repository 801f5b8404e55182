import {
  type ChannelTemplate,
  type NotifiedEvent,
  type Summary,
  severities,
  type VerdictResult,
} from "@plimsoll/api";
import type { NoticeArtifact, NoticeEvent } from "../events/notices.ts";
import { isAbout, type ScopeRow } from "../policies/scope.ts";
import type { Message } from "./message.ts";
import type { RunNews, ScanNews, WorkNotice } from "./tell.ts";
import { type About, worded } from "./template.ts";

type News = NoticeEvent | WorkNotice;
type DataOf<E extends NotifiedEvent> = Extract<News, { event: E }>["data"];
type Words = Omit<Message, "event" | "at" | "data"> & {
  readonly about: About;
  /** Where less is told than the notice says. */
  readonly data?: object;
};

/** A notice as it is read; of a scan, the counts of what it found. */
export type ReadNotice = {
  readonly event: NotifiedEvent;
  readonly data: News["data"];
  readonly at: Date;
  readonly summary: Summary | null;
};

/** What a channel wants to hear, and in which words. */
export type Wish = {
  readonly scope: ScopeRow;
  readonly severity: number;
  /** Of new findings, those in what is deployed alone. */
  readonly onlyDeployed: boolean;
  readonly template: ChannelTemplate | null;
};

/** Images that are named with one message. */
const mostNamed = 10;

/** A notice in words for a channel; null where the channel does not want to hear of it. */
export function toMessage(notice: ReadNotice, wish: Wish): Message | null {
  const { event, data, at } = notice;
  const tell = table[event] as (data: unknown, wish: Wish, notice: ReadNotice) => Words | null;
  const words = tell(data, wish, notice);
  if (words === null) return null;
  const { about, data: less = data, ...usual } = words;
  const message = { event, ...usual, at: at.toISOString(), data: withoutOwners(less) };
  return worded(message, about, wish.template);
}

/** To whom else something belongs is nobody's business. */
function withoutOwners(data: object): object {
  const inner: readonly string[] = ["workspaces", "workspaceId", "audience"];
  return JSON.parse(JSON.stringify(data), (key, value: unknown) =>
    inner.includes(key) ? undefined : value,
  ) as object;
}

/** A word for each event: what it says, and of what it says nothing. */
const table: {
  readonly [E in NotifiedEvent]: (data: DataOf<E>, wish: Wish, notice: ReadNotice) => Words | null;
} = {
  "scan.complete": (data, wish, { summary }) => ofWork(data, wish, summary),
  "scan.failed": (data, wish) => ofWork(data, wish, null),
  "finding.new": ({ vulnerability, severity, kev, images, artifacts }, wish) => {
    if (severities.indexOf(severity) > wish.severity && !kev) return null;
    const meant = artifacts.filter((one) => isAbout(wish.scope, one));
    const deployed = meant.filter((one) => one.deployed);
    const named = wish.onlyDeployed ? deployed : meant;
    if (named.length === 0) return null;
    const all = named.length === artifacts.length ? images : named.length;
    const isOwn = wish.scope.workspace_id !== null;
    const exploited = kev ? ", known to be exploited" : "";
    const running = deployed.length === 0 ? "" : `, ${deployed.length} deployed`;
    return {
      title: `${vulnerability} (${severity}${exploited}) is in ${count(all, "image")} in use${running}`,
      lines: listed(named, all),
      severity,
      ...(isOwn ? { data: { vulnerability, severity, kev, images: all, artifacts: named } } : {}),
      about: {
        ...{ vulnerability, images: listed(named, all).join(", "), path: pathOf(vulnerability) },
        ...aboutImage(named[0]),
      },
    };
  },
  "verdict.changed": ({ artifact, audience, policy, from, to, reasons }, wish) => {
    if (audience?.includes(wish.scope.workspace_id) === false) return null;
    const severity = severities[Math.min(weight(from), weight(to))] ?? "unknown";
    if (Math.min(weight(from), weight(to)) > wish.severity || !isAbout(wish.scope, artifact))
      return null;
    return {
      title: `${nameOf(artifact)}: ${to}, was ${from} (policy ${policy.name})`,
      lines: reasons,
      severity: to === "pass" ? null : severity,
      about: {
        ...{ verdict: to, before: from, policy: policy.name, reason: reasons[0] ?? "" },
        ...{ images: nameOf(artifact), path: `/artifacts/${artifact.artifactId}` },
        ...aboutImage(artifact),
      },
    };
  },
  "exception.expiring": (data, wish) => {
    const { vulnerability, package: name, scope, reason, expires } = data;
    if (!isFor(data, wish) || !mayBeOf(wish.scope, scope.registryId)) return null;
    const of = name === null ? vulnerability : `${vulnerability} in ${name}`;
    return {
      title: `The exception for ${of} ends after ${expires}`,
      lines: [`Its reason was: ${reason}`],
      severity: "unknown",
      about: { vulnerability, reason, path: "/policies?view=exceptions" },
    };
  },
  "database.stale": ({ name, date, days }) => ({
    title: `The advisories are ${count(days, "day")} old`,
    lines: [`${name} is of ${date}: what was published since is not found.`],
    severity: "high",
    about: { path: "/scanners" },
  }),
  "registry.unhealthy": ({ registryId, workspaceId, registry, detail }, wish) =>
    isFor({ workspaceId }, wish) && mayBeOf(wish.scope, registryId)
      ? {
          title: `The registry ${registry} is unhealthy`,
          lines: detail === null ? [] : [detail],
          severity: "high",
          about: { registry, reason: detail ?? "", path: "/registries" },
        }
      : null,
};

/** Of a scan, or of a run of many: that is told to those who want to hear of everything. */
function ofWork(data: ScanNews | RunNews, wish: Wish, summary: Summary | null): Words | null {
  if ("runId" in data) {
    if (!isFor(data, wish)) return null;
    if (Object.values(toPlain(wish.scope)).some((part) => part !== null)) return null;
    const { runId, name, by, total, done, failed } = data;
    return {
      title: `${name ?? `The run of ${by ?? "somebody"}`}: ${done} of ${count(total, "scan")} done${
        failed > 0 ? `, ${failed} failed` : ""
      }`,
      lines: [],
      severity: failed > 0 ? "medium" : null,
      about: { path: `/scans?run=${runId}` },
    };
  }
  const { artifact, scanner, reason } = data;
  if (!isAbout(wish.scope, artifact)) return null;
  const about = {
    ...{ images: nameOf(artifact), path: `/artifacts/${artifact.artifactId}` },
    ...{ ...aboutImage(artifact), reason: reason ?? "" },
  };
  if (reason !== null)
    return {
      title: `The scan of ${nameOf(artifact)} failed`,
      lines: [`${scanner}: ${reason}`],
      severity: "medium",
      about,
    };
  const worst = severities.find((severity) => (summary?.[severity] ?? 0) > 0) ?? null;
  return {
    title: `${nameOf(artifact)} was scanned: ${count(summary?.total ?? 0, "finding")}`,
    lines: summary === null || summary.total === 0 ? [] : [countsOf(summary)],
    severity: worst,
    about,
  };
}

/** Of several, of the first. */
function aboutImage(artifact: NoticeArtifact | undefined): About {
  return artifact === undefined ? {} : { image: nameOf(artifact), registry: artifact.registry };
}

/** In the console. */
function pathOf(vulnerability: string): string {
  return `/vulnerabilities/${encodeURIComponent(vulnerability)}`;
}

function toPlain({ registry_id, space, repository, tag }: ScopeRow) {
  return { registry_id, space, repository, tag };
}

/** A workspace hears of what is its own; the platform of everything. */
function isFor({ workspaceId }: { readonly workspaceId: string | null }, { scope }: Wish): boolean {
  return scope.workspace_id === null || scope.workspace_id === workspaceId;
}

/** What is of a registry, or of all of them, for a channel that may be of one. */
function mayBeOf(scope: ScopeRow, registryId: string | undefined): boolean {
  return scope.registry_id === null || registryId === undefined || scope.registry_id === registryId;
}

/** A verdict's place among the severities, so that one choice is for both. */
function weight(result: VerdictResult): number {
  return { fail: 0, unknown: 1, warn: 2, pass: 5 }[result];
}

function countsOf(summary: Summary): string {
  const parts = severities.filter((severity) => summary[severity] > 0);
  const counts = parts.map((severity) => `${summary[severity]} ${severity}`);
  return [...counts, `${summary.fixable} fixable`].join(", ");
}

function listed(artifacts: readonly NoticeArtifact[], all: number): string[] {
  const named = artifacts.slice(0, mostNamed).map(nameOf);
  const more = all - named.length;
  return more > 0 ? [...named, `and ${more} more`] : named;
}

function nameOf({ registry, repository, tags, digest }: NoticeArtifact): string {
  const [tag] = tags;
  const at = tag === undefined ? `@${digest.slice(0, 19)}` : `:${tag}`;
  return `${registry}/${repository}${at}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
