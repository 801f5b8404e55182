import type { Finding } from "../match/finding.ts";
import type { Origin } from "../origin/origin.ts";

/** One line that says what is wrong. */
export function titleOf({ id, title, package: { name } }: Finding): string {
  return title?.replace(/\s+/g, " ").trim() || `${id} in ${name}`;
}

/** What can be done; null where nothing is known to help. */
export function adviceOf({ fixedVersions, package: { name } }: Finding): string | null {
  return fixedVersions.length > 0 ? `Upgrade ${name} to ${fixedVersions.join(" or ")}` : null;
}

const homes: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/^CVE-\d{4}-\d+$/, (id) => `https://nvd.nist.gov/vuln/detail/${id}`],
  [/^GHSA(-[0-9a-z]{4}){3}$/, (id) => `https://github.com/advisories/${id}`],
  [/^(GO|PYSEC|RUSTSEC|BIT|MAL|OSV|ALPINE|DSA|DLA|USN|RLSA|ALSA)-[\w.:-]+$/, (id) => osv(id)],
];
const osv = (id: string) => `https://osv.dev/vulnerability/${id}`;

/** Where one id of a flaw is described; null where nobody is known to. */
export function pageOf(id: string): string | null {
  return homes.find(([pattern]) => pattern.test(id))?.[1](id) ?? null;
}

/** Where the flaw is described best. */
export function primaryPage(finding: Finding): string | null {
  return pageOf(finding.id) ?? webLinks(finding.references)[0] ?? null;
}

/** Those references that a browser may open: advisories come from anywhere. */
export function webLinks(references: readonly string[]): string[] {
  const links = references.flatMap((text) => {
    const url = URL.parse(text);
    return url && /^https?:$/.test(url.protocol) && url.username === "" ? [url.href] : [];
  });
  return [...new Set(links)];
}

/** The numbers of `CWE-79`, …. */
export function cweNumbers({ cwes }: Finding): number[] {
  const numbers = cwes.flatMap((text) => {
    const [, digits] = /^CWE-([1-9]\d{0,5})$/.exec(text) ?? [];
    return digits ? [Number(digits)] : [];
  });
  return [...new Set(numbers)];
}

/** Where it came from; what was suppressed by older results does not say. */
export function originIn(finding: object): Origin | null {
  return "origin" in finding ? (finding.origin as Origin) : null;
}
