import { isSystemType, type OperatingSystem } from "../inventory/package.ts";
import { compareVersions } from "../version/schemes.ts";
import { schemeOf } from "./ecosystems.ts";
import type { Installed, Lookup } from "./installed.ts";
import { type Exchange, type Move, type State, weighed } from "./move.ts";
import { riskOfTags } from "./newer-tags.ts";
import type { Change } from "./plan.ts";
import type { KnownBase, RemedyInput } from "./plan-remedy.ts";
import { isImageName } from "./quote.ts";
import { type Risk, riskOf, worstRisk } from "./risk.ts";
import { newestFix } from "./smallest-version.ts";
import { pull } from "./system-packages.ts";

/** The base that clears the most without a judgement to be made: the same release of the distribution, no other major version. */
export function baseMove(state: State, input: RemedyInput, lookup: Lookup): Move | null {
  return best(allBases(state, input, lookup).filter(({ judgement }) => !judgement));
}

/** Bases of another release or major version, those that clear something, the best first. */
export function otherBases(state: State, input: RemedyInput, lookup: Lookup): Move[] {
  return allBases(state, input, lookup)
    .filter(({ judgement, worth }) => judgement && worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .slice(0, mostOffered)
    .map(({ move }) => move);
}

/** Of many newer tags a person looks at few. */
const mostOffered = 3;

/** What only the base's owner can change: to build again upon what may be published by now. */
export function ownersMove(
  out: ReadonlyMap<Installed, Installed>,
  { base, bases }: RemedyInput,
): Move | null {
  const ofBase = new Map([...out].filter(([one]) => one.ofBase));
  if (base === null || bases.length > 0 || ofBase.size === 0) return null;
  const from = nameOf(base);
  return {
    id: `refresh-base ${from}`,
    kind: "refresh-base",
    who: "base-owner",
    packages: [],
    base: { from, to: from },
    changes: [pull],
    risk: "patch",
    confidence: "guess",
    exchange: { out: ofBase, in: [] },
    smaller: null,
  };
}

type Candidate = { readonly move: Move; readonly judgement: boolean; readonly worth: number };

function allBases(state: State, input: RemedyInput, lookup: Lookup): Candidate[] {
  const { base, bases, match } = input;
  if (!base || base.layers === null || !match) return [];
  return bases.flatMap((known) => {
    const changes = changesTo(known, input);
    // Of an image in which nothing was found it is not known that nothing is wrong.
    if (changes.length === 0 || known.packages.length === 0) return [];
    const exchange = exchangeBase(state, known, input.os, lookup);
    const moved = !sameRelease(known.os, input.os);
    const risk = riskOfBase(known, input);
    const judgement = moved || risk === "major";
    const from = nameOf(base);
    const kind =
      moved && input.endOfLife?.ended
        ? "replace-distribution"
        : known.kind === "refresh"
          ? "refresh-base"
          : "update-base";
    const move: Move = {
      id: kind === "refresh-base" ? `${kind} ${from}` : `${kind} ${from} ${known.reference}`,
      kind,
      // Either way its owner has published it; to take another tag is one's own line.
      who: kind === "refresh-base" ? "base-owner" : "you",
      packages: [],
      base: { from, to: known.reference },
      changes,
      risk,
      confidence: moved ? confidenceIn(exchange, known, input) : "verified",
      exchange,
      smaller: null,
    };
    return [{ move, judgement, worth: weighed(move).worth }];
  });
}

/**
 * What one's own lines install of another release is taken to be the newest there. Where nothing at all is found in that
 * release, its advisories may be none that are at hand.
 */
function confidenceIn({ in: come }: Exchange, known: KnownBase, { os }: RemedyInput) {
  const isKnown = come.some(({ one, findings }) => isSystemType(one.type) && findings.length > 0);
  return isKnown && sameFamily(known.os, os) ? "likely" : "guess";
}

/**
 * The base's packages go and the newer base's come. What one's own lines installed stays, except where the newer base
 * has a newer version of it; from another release's archive one gets that release's newest.
 */
function exchangeBase(
  state: State,
  known: KnownBase,
  os: OperatingSystem | null,
  lookup: Lookup,
): Exchange {
  const out = new Map<Installed, Installed | null>();
  const gone = state.filter(({ ofBase }) => ofBase);
  for (const one of gone) out.set(one, null);
  let come = lookup.within(known.os, known.packages, gone);
  const moved = !sameRelease(known.os, os);
  for (const installed of state) {
    if (installed.ofBase || !isSystemType(installed.one.type)) continue;
    const same = come.filter(({ one }) => isSame(one, installed.one));
    if (same.some(({ one }) => moved || isNewer(one, installed.one))) out.set(installed, null);
    else if (same.length > 0) come = come.filter((one) => !same.includes(one));
    else if (moved) out.set(installed, newestWithin(known.os, installed, lookup));
  }
  return { out, in: come };
}

function newestWithin(os: OperatingSystem | null, installed: Installed, lookup: Lookup) {
  const [there] = lookup.within(os, [installed.one], [installed]);
  const scheme = schemeOf(installed.one.type);
  if (!there || !scheme) return null;
  return { ...(newestFix(there, scheme, lookup) ?? there), ofBase: false };
}

function best(candidates: readonly Candidate[]): Move | null {
  let first: Candidate | null = null;
  for (const one of candidates) if (one.worth > (first?.worth ?? 0)) first = one;
  return first?.move ?? null;
}

function changesTo(known: KnownBase, { base, dockerfile }: RemedyInput): Change[] {
  const named = familiar(base?.reference ?? "");
  const from =
    dockerfile?.from ?? (isImageName(named) ? { line: null, text: `FROM ${named}` } : null);
  // A tag that is pushed again is there at the next build, unless the line holds on to a digest.
  if (known.kind === "refresh" && !from?.text.includes("@")) return [pull];
  const to = familiar(known.reference);
  if (!isImageName(to)) return [];
  // The platform before it and the stage's name after it stay.
  const [, before = "FROM ", after = ""] =
    /^(\s*FROM\s+(?:--\S+\s+)*)\S+(.*)$/is.exec(from?.text ?? "") ?? [];
  const text = `${before}${to}${after}`;
  return [{ kind: "dockerfile", replaces: from, after: null, text }];
}

function riskOfBase(known: KnownBase, { base, os }: RemedyInput): Risk {
  const tags =
    known.kind === "refresh" ? "patch" : riskOfTags(base?.reference ?? "", known.reference);
  if (sameRelease(known.os, os)) return tags;
  const release =
    os && known.os && sameFamily(known.os, os) ? riskOf(os.release, known.os.release) : "major";
  return worstRisk([tags, release]);
}

function sameFamily(a: OperatingSystem | null, b: OperatingSystem | null): boolean {
  return a?.family === b?.family;
}

function sameRelease(a: OperatingSystem | null, b: OperatingSystem | null): boolean {
  return a?.family === b?.family && a?.release === b?.release;
}

function nameOf({
  reference,
  digest,
}: {
  reference: string | null;
  digest: string | null;
}): string {
  return reference ?? digest ?? "the base image";
}

/** Docker Hub's images by the names that people write, https://docs.docker.com/reference/cli/docker/image/pull/ */
function familiar(reference: string): string {
  return reference.replace(/^(index\.)?docker\.io\/(library\/(?=[^/]+$))?/, "");
}

function isSame(a: Installed["one"], b: Installed["one"]): boolean {
  return a.type === b.type && a.name === b.name && a.architecture === b.architecture;
}

function isNewer(a: Installed["one"], b: Installed["one"]): boolean {
  const scheme = schemeOf(a.type);
  try {
    return scheme !== null && compareVersions(scheme, a.version, b.version) >= 0;
  } catch {
    return false;
  }
}
