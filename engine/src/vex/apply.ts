import { PlimsollError } from "../error.ts";
import type { Package } from "../inventory/package.ts";
import { defaultLimits } from "../limits.ts";
import type { Finding, SuppressedFinding } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";
import type { TracedFinding } from "../origin/origin.ts";
import type { ScanResult } from "../scan.ts";
import { imageMatch } from "./image-match.ts";
import { type PurlParts, parsePurl, purlMatches } from "./purl-match.ts";
import type { VexDocument, VexProduct, VexStatement } from "./statement.ts";

type Said = VexStatement & { readonly document: string };

/**
 * Moves what documents say does not count to `suppressed`, and marks what they say is being looked into. Of several
 * statements about a finding the latest counts, and of those at one time the last. `matched` names the documents
 * that spoke of some finding. `digests` are others by which the image is known: of its index. Throws
 * `PlimsollError` `limit-exceeded`.
 */
export function applyVex(
  result: ScanResult,
  documents: readonly VexDocument[],
  digests: readonly string[] = [],
): { readonly result: ScanResult; readonly matched: ReadonlySet<string> } {
  const said = new Map<string, Said[]>();
  for (const { name, statements } of documents)
    for (const one of statements)
      for (const id of new Set(one.vulnerabilities.map(idKey))) {
        const list = said.get(id);
        if (list) list.push({ ...one, document: name });
        else said.set(id, [{ ...one, document: name }]);
      }
  const concerns = productMatch(result, digests);
  const matched = new Set<string>();
  const findings: TracedFinding[] = [];
  const suppressed: SuppressedFinding[] = [...result.suppressed];
  for (const finding of result.findings) {
    const ids = new Set([finding.id, ...finding.aliases].map(idKey));
    const isAbout = concerns(finding);
    const about = [...ids]
      .flatMap((id) => said.get(id) ?? [])
      .filter((one) => one.products.some(isAbout));
    for (const { document } of about) matched.add(document);
    const latest = about.reduce<Said | null>(
      (before, one) => (before === null || one.time >= before.time ? one : before),
      null,
    );
    const { status, document, justification, statement } = latest ?? {};
    if (status === "not_affected" || status === "fixed")
      suppressed.push({
        ...finding,
        suppressedBy: {
          ...{ document: document ?? "", status },
          ...{ justification: justification ?? null, statement: statement ?? null },
        },
      });
    else findings.push(status === "under_investigation" ? { ...finding, status } : finding);
  }
  return { result: { ...result, summary: summarise(findings), findings, suppressed }, matched };
}

function idKey(id: string): string {
  return id.toUpperCase();
}

/** Whether a statement about a product is one about a finding's package. */
function productMatch(
  result: ScanResult,
  digests: readonly string[],
): (finding: Finding) => (product: VexProduct) => boolean {
  const purls = new Map<string, PurlParts | null>();
  const parsed = (text: string) => {
    const known = purls.get(text);
    if (known !== undefined) return known;
    const purl = parsePurl(text);
    purls.set(text, purl);
    return purl;
  };
  const count = comparisonCounter();
  const isImage = imageMatch(result, digests);
  const byPath = new Map<string, Package[]>();
  for (const one of result.packages) {
    const list = byPath.get(one.path);
    if (list) list.push(one);
    else byPath.set(one.path, [one]);
  }
  const isPackage = (id: string, one: Package) => {
    count();
    const pattern = parsed(id);
    const target = parsed(one.purl);
    return pattern !== null && target !== null && purlMatches(pattern, one, target);
  };
  /** What lies in the same file, and those that it lies in: a program and its modules, an archive and those inside. */
  const around = (path: string) =>
    path.split("/").flatMap((_, at, parts) => byPath.get(parts.slice(0, at + 1).join("/")) ?? []);

  return ({ package: { purl, path } }) => {
    const own = (byPath.get(path) ?? []).find((one) => one.purl === purl);
    if (!own) return () => false;
    return ({ id, subcomponents }) => {
      if (isPackage(id, own)) return true;
      if (subcomponents.length === 0) return isImage(id, parsed(id));
      return (
        subcomponents.some((part) => isPackage(part, own)) &&
        (isImage(id, parsed(id)) || around(path).some((one) => isPackage(id, one)))
      );
    };
  };
}

/** Who may attach a document could else have an image compared with millions of products for hours. */
function comparisonCounter(): () => void {
  let all = 0;
  return () => {
    if (++all > defaultLimits.vexComparisons)
      throw new PlimsollError(
        "limit-exceeded",
        "VEX documents say more of what was found than is followed (limit vexComparisons)",
      );
  };
}
