import { remembered } from "../version/remembered.ts";
import { parsePurl, purlMatches } from "../vex/purl-match.ts";
import { isPattern, matchesPath, matchesPattern } from "./pattern.ts";

/** Which findings do not count, why, and for how long. */
export type Exception = {
  /** An id or an alias, or a pattern. */
  readonly vulnerability: string;
  /** A package's name or package URL (what that leaves out may be anything), or a pattern; any when null. */
  readonly package: string | null;
  /** Places of the package: `*` within a part, `**` any parts; any when absent. */
  readonly paths?: readonly string[];
  readonly scope: ExceptionScope;
  readonly reason: string;
  /** OpenVEX's, where the image is not affected at all. */
  readonly justification: string | null;
  /** The last day on which it holds, YYYY-MM-DD in UTC; null where it never ends. */
  readonly expires: string | null;
};

/** What is absent does not narrow. All but `registry` are patterns. */
export type ExceptionScope = {
  /** Its id or name. */
  readonly registry?: string | undefined;
  readonly space?: string | undefined;
  /** Of the repository's whole path. */
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
};

/** The image that findings are of; null is no place, which only a scope that does not ask for it fits. */
export type ExceptionSubject = {
  readonly registry: string | null;
  readonly space: string | null;
  readonly repository: string | null;
  /** All under which it is known; one of them has to fit. */
  readonly tags: readonly string[];
};

/** What of a finding an exception is held against. */
export type ExceptableFinding = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly path: string;
  };
};

export type Excepted<F, E = Exception> = {
  readonly counted: readonly F[];
  /** Each with what takes it out: of several, the first that holds. */
  readonly excepted: readonly { readonly finding: F; readonly exception: E }[];
  /** Those that would take out something that counts, if they had not ended. */
  readonly expired: readonly E[];
  /** Those about this image that hold and take nothing out. */
  readonly unused: readonly E[];
};

/** Pure. Takes out what is excepted on this day. */
export function applyExceptions<F extends ExceptableFinding, E extends Exception>(
  findings: readonly F[],
  exceptions: readonly E[],
  subject: ExceptionSubject,
  now: Date,
): Excepted<F, E> {
  const about = exceptions.filter(({ scope }) => isAbout(scope, subject));
  const holding = about.filter((one) => !hasEnded(one, now));
  const candidates = candidatesOf(about);
  const holds = new Set<E>(holding);
  const counted: F[] = [];
  const excepted: { finding: F; exception: E }[] = [];
  const used = new Set<E>();
  const missed = new Set<E>();
  for (const finding of findings) {
    const fitting = candidates(finding).filter((one) => fits(one, finding));
    const exception = fitting.find((one) => holds.has(one));
    for (const one of fitting) if (holds.has(one)) used.add(one);
    if (exception) excepted.push({ finding, exception });
    else {
      counted.push(finding);
      for (const one of fitting) missed.add(one);
    }
  }
  return {
    ...{ counted, excepted },
    expired: about.filter((one) => missed.has(one)),
    unused: holding.filter((one) => !used.has(one)),
  };
}

/** Whether its last day is over. */
export function hasEnded({ expires }: Pick<Exception, "expires">, now: Date): boolean {
  return expires !== null && now.toISOString().slice(0, 10) > expires;
}

/** Whether a scope holds an image. */
export function isAbout(scope: ExceptionScope, subject: ExceptionSubject): boolean {
  const { registry, space, repository, tag } = scope;
  return (
    (registry === undefined || registry === subject.registry) &&
    within(space, subject.space) &&
    within(repository, subject.repository) &&
    (tag === undefined || subject.tags.some((one) => matchesPattern(tag, one)))
  );
}

function within(pattern: string | undefined, text: string | null): boolean {
  return pattern === undefined || (text !== null && matchesPattern(pattern, text));
}

/** Those that may be about a finding, in the order given: thousands of ids are not all compared with thousands of findings. */
function candidatesOf<E extends Exception>(
  exceptions: readonly E[],
): (finding: ExceptableFinding) => readonly E[] {
  const byId = new Map<string, { exception: E; at: number }[]>();
  const open: { exception: E; at: number }[] = [];
  for (const [at, exception] of exceptions.entries()) {
    const id = exception.vulnerability.toLowerCase();
    if (isPattern(id)) open.push({ exception, at });
    else if (!byId.get(id)?.push({ exception, at })) byId.set(id, [{ exception, at }]);
  }
  return ({ id, aliases }) => {
    const ids = [...new Set([id, ...aliases].map((one) => one.toLowerCase()))];
    const named = new Set([
      ...ids.flatMap((one) => byId.get(one) ?? []),
      ...open.filter(({ exception }) =>
        ids.some((one) => matchesPattern(exception.vulnerability, one)),
      ),
    ]);
    return [...named].sort((a, b) => a.at - b.at).map(({ exception }) => exception);
  };
}

function fits({ package: wanted, paths }: Exception, finding: ExceptableFinding): boolean {
  return (
    (wanted === null || isPackage(wanted, finding.package)) &&
    (paths === undefined || paths.some((one) => matchesPath(one, finding.package.path)))
  );
}

const purlOf = remembered(20_000, parsePurl);

/** By its name or package URL. */
export function isPackage(
  wanted: string,
  { name, version, purl }: Pick<ExceptableFinding["package"], "name" | "version" | "purl">,
): boolean {
  if (!wanted.startsWith("pkg:")) return matchesPattern(wanted, name);
  if (isPattern(wanted)) return matchesPattern(wanted, purl);
  const [pattern, target] = [purlOf(wanted), purlOf(purl)];
  return (
    pattern !== null &&
    target !== null &&
    purlMatches(pattern, { name, version, source: null }, target)
  );
}
