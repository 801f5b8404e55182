import { createHash } from "node:crypto";
import type { LayerRef } from "../inventory/package.ts";
import {
  type Finding,
  type Summary,
  type SuppressedFinding,
  severities,
} from "../match/finding.ts";
import type { Origin } from "../origin/origin.ts";
import type { ScanVerdict } from "../policy/verdict.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { originIn, primaryPage, webLinks } from "./finding-text.ts";
import { style } from "./html-style.ts";
import { type Markup, markup } from "./html-text.ts";

/** A page for people that needs nothing beside it: no script, and no request to anywhere. */
export function html(results: readonly ScanResult[], { created, toolVersion }: Bill): string {
  const [first] = results;
  const title = `Plimsoll: ${first?.image.reference ?? "no image"}`;
  const hash = createHash("sha256").update(style).digest("base64");
  // Only this style applies; the rest of what a page could load is nothing.
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${results.map(imagePart)}
<p class="dim">Written by Plimsoll ${toolVersion}, ${created}.</p>
</main>
</body>
</html>
`;
  return page.markup;
}

function imagePart(result: ScanResult): Markup {
  const { image, base, os, database, endOfLife, packages, summary, findings, suppressed, verdict } =
    result;
  return markup`<section class="image">
<h1>${image.reference}</h1>
<dl>
<dt>Platform</dt><dd>${image.platform}</dd>
<dt>Digest</dt><dd><code>${image.digest}</code></dd>
<dt>System</dt><dd>${os?.name ?? "no known distribution"}, ${amount(packages.length, "package", "packages")}</dd>
${endOfLife?.ended ? markup`<dt></dt><dd class="warn">It gets no security fixes any more since ${endOfLife.date}.</dd>` : null}
${base ? markup`<dt>Base</dt><dd>${base.reference ?? base.digest ?? "not known by name"}${base.layers === null ? null : markup`, ${base.layers} of ${amount(image.layers.length, "layer", "layers")}`} <span class="dim">(${base.confidence})</span></dd>` : null}
<dt>Database</dt><dd>${database.name}, ${database.date}</dd>
${database.limits.map((limit) => markup`<dt></dt><dd class="dim">${limit}</dd>`)}
</dl>
${verdict ? verdictPart(verdict) : null}
${countsPart(summary, result.skipped.length > 0)}
${findings.length > 0 ? markup`<h2>Findings</h2>${findingsTable(findings)}` : null}
${suppressedPart("Suppressed by VEX documents", suppressed.filter(isVex))}
${suppressedPart(
  "Excepted",
  suppressed.filter((one) => !isVex(one)),
)}
${skippedPart(result)}
</section>
`;
}

function verdictPart({ result, policies, since }: ScanVerdict): Markup {
  return markup`<p><strong class="${result === "pass" ? "dim" : "warn"}">Verdict: ${result}</strong>${since ? markup` <span class="dim">(of what ${since.reference} did not have)</span>` : null}</p>
<ul>${policies.flatMap(({ name, reasons }) =>
    reasons.map(
      ({ rule, result: one, text }) => markup`<li>${one}: ${name}, ${rule}: ${text}</li>`,
    ),
  )}</ul>`;
}

function isVex({ suppressedBy }: SuppressedFinding): boolean {
  return suppressedBy.status !== "excepted";
}

function suppressedPart(title: string, suppressed: readonly SuppressedFinding[]): Markup | null {
  return suppressed.length > 0 ? markup`<h2>${title}</h2>${findingsTable(suppressed)}` : null;
}

function countsPart(summary: Summary, incomplete: boolean): Markup {
  if (summary.total === 0)
    return markup`<p>${incomplete ? "Nothing found in what could be checked." : "No known vulnerabilities found."}</p>`;
  const present = severities.filter((severity) => summary[severity] > 0);
  let at = 0;
  const bars = present.map((severity) => {
    const width = (summary[severity] / summary.total) * 100;
    const bar = markup`<rect class="${severity}" x="${at.toFixed(3)}" y="0" width="${width.toFixed(3)}" height="10"></rect>`;
    at += width;
    return bar;
  });
  const total = amount(summary.total, "vulnerability", "vulnerabilities");
  return markup`<p>${total}, ${summary.fixable} with a fix.</p>
<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
<ul class="counts">${present.map((severity) => markup`<li class="mark ${severity}">${summary[severity]} ${severity}</li>`)}</ul>`;
}

function findingsTable(findings: readonly (Finding | SuppressedFinding)[]): Markup {
  return markup`<div class="wide"><table>
<thead><tr><th>Severity</th><th>Vulnerability</th><th>Package</th><th>Installed</th><th>Fixed in</th><th>From</th></tr></thead>
<tbody>
${findings.map(findingRow)}</tbody>
</table></div>`;
}

function findingRow(finding: Finding | SuppressedFinding): Markup {
  const { id, severity, kev, layer, fixedVersions } = finding;
  const { name, version, path } = finding.package;
  const origin = originIn(finding);
  return markup`<tr>
<td class="words"><span class="mark ${severity}">${severity}</span></td>
<td>${linked(primaryPage(finding), id)}${kev ? markup` <strong class="warn">exploited</strong>` : null}${finding.title ? markup`<br>${finding.title}` : null}${more(finding)}</td>
<td>${name}<br><code class="dim">/${path}</code>${chainPart(origin)}</td>
<td>${version}</td>
<td>${fixedVersions.length > 0 ? fixedVersions.join(", ") : markup`<span class="dim">${finding.status.replaceAll("_", " ")}</span>`}</td>
<td class="layer">${layerPart(layer, origin)}</td>
</tr>
`;
}

function more(finding: Finding | SuppressedFinding): Markup {
  const { description, why, aliases, cvss, epss, cwes, references, source } = finding;
  const facts: [string, string | null][] = [
    ["Why", why],
    ["Source", source],
    ["Also known as", aliases.join(", ")],
    ["CVSS", cvss && `${cvss.score} ${cvss.vector}`],
    ["EPSS", epss === null ? null : `${(epss * 100).toFixed(2)} %`],
    ["Weakness", cwes.join(", ")],
  ];
  const by = "suppressedBy" in finding ? finding.suppressedBy : null;
  return markup`${by ? markup`<br><strong>${by.status.replaceAll("_", " ")}</strong>${by.justification ? `: ${by.justification.replaceAll("_", " ")}` : null}${by.statement ? markup`<br><span class="said">${by.statement}</span>` : null}${by.until ? markup`<br>Until ${by.until}` : null}<br><span class="dim">${by.document}</span>` : null}
<details><summary>More</summary>
${description ? markup`<p class="said">${description}</p>` : null}
<dl>${facts.map(([term, text]) => (text ? markup`<dt>${term}</dt><dd>${text}</dd>` : null))}</dl>
<ul>${webLinks(references).map((url) => markup`<li>${linked(url, url)}</li>`)}</ul>
</details>`;
}

function layerPart({ index, command }: LayerRef, origin: Origin | null): Markup {
  const text = origin?.instruction?.text ?? command;
  const line = origin?.line ? markup`, line ${origin.line.number} of the Dockerfile` : null;
  return markup`${origin?.from ? markup`<strong>${origin.from}</strong> ` : null}${index}${line}${text ? markup` <code>${text}</code>` : null}`;
}

function chainPart(origin: Origin | null): Markup | null {
  const above = origin?.chain.slice(0, -1) ?? [];
  return above.length > 0
    ? markup`<br><span class="dim">brought by ${above.join(" › ")}</span>`
    : null;
}

function skippedPart({ skipped }: ScanResult): Markup | null {
  if (skipped.length === 0) return null;
  const lines = skipped.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`));
  return markup`<h2>Not looked at, or not judged</h2><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}

function linked(url: string | null, text: string): Markup {
  return url === null
    ? markup`${text}`
    : markup`<a href="${url}" rel="noopener noreferrer nofollow">${text}</a>`;
}

function amount(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
