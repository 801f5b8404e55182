import type { Finding } from "../match/finding.ts";
import type { ScanVerdict, VerdictReason } from "../policy/verdict.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { adviceOf, primaryPage } from "./finding-text.ts";
import { type Markup, markup } from "./html-text.ts";

type Case = {
  readonly group: string;
  readonly name: string;
  readonly outcome: Outcome | null;
};
type Outcome = {
  readonly kind: "failure" | "error" | "skipped";
  readonly message: string;
  readonly text: string;
};

/**
 * What CI servers show as tests, https://github.com/testmoapp/junitxml: a suite for each image; a case for each rule of the
 * policies that it was held against, and without one for each finding.
 */
export function junit(results: readonly ScanResult[], { created }: Bill): string {
  const suites = results.map((result) => ({ result, cases: casesOf(result) }));
  const all = suites.flatMap(({ cases }) => cases);
  const page = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Plimsoll" ${counts(all)}>
${suites.map(({ result, cases }) => suite(result, cases, created))}</testsuites>
`;
  return page.markup;
}

function suite({ image }: ScanResult, cases: readonly Case[], created: string): Markup {
  return markup`<testsuite name="${image.reference} (${image.platform})" timestamp="${created.replace(/Z$/, "")}" ${counts(cases)}>
<properties><property name="digest" value="${image.digest}"/></properties>
${cases.map(written)}</testsuite>
`;
}

function counts(cases: readonly Case[]): Markup {
  const of = (kind: Outcome["kind"]) =>
    cases.filter(({ outcome }) => outcome?.kind === kind).length;
  return markup`tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

function written({ group, name, outcome }: Case): Markup {
  const head = markup`<testcase classname="${group}" name="${name}"`;
  if (!outcome) return markup`${head}/>\n`;
  const { kind, message, text } = outcome;
  const tag = { markup: kind };
  return markup`${head}><${tag} message="${message}">${text}</${tag}></testcase>\n`;
}

function casesOf({ verdict, findings, suppressed }: ScanResult): Case[] {
  if (verdict) return rulesOf(verdict);
  return [
    ...findings.map((finding) => caseOf(finding, "failure", finding.title ?? finding.id)),
    ...suppressed.map((finding) => {
      const { status, statement, document } = finding.suppressedBy;
      return caseOf(finding, "skipped", [status, statement, document].filter(Boolean).join(": "));
    }),
  ];
}

/** A warning is no failure: it is said, and the case passes over. */
const outcomes = { fail: "failure", unknown: "error", warn: "skipped" } as const;

function rulesOf({ policies }: ScanVerdict): Case[] {
  return policies.flatMap(({ name: group, rules, reasons }) =>
    rules.map((name) => {
      const about = reasons.filter(({ rule }) => rule === name);
      const [worst] = about;
      return {
        ...{ group, name },
        outcome: worst
          ? {
              kind: outcomes[worst.result],
              message: worst.text,
              text: about.flatMap(linesOf).join("\n"),
            }
          : null,
      };
    }),
  );
}

function linesOf({ result, text, findings, count }: VerdictReason): string[] {
  const more = findings.length > 0 && count > findings.length ? count - findings.length : 0;
  return [
    `${result}: ${text}`,
    ...findings.map(
      ({ id, severity, package: one }) =>
        `${severity} ${id} ${one.name} ${one.version} /${one.path}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function caseOf(finding: Finding, kind: Outcome["kind"], message: string): Case {
  const { id, severity, package: one } = finding;
  const lines = [`${severity}, in /${one.path}`, adviceOf(finding), primaryPage(finding)];
  return {
    group: `${one.type} ${one.name} ${one.version}`,
    name: id,
    outcome: { kind, message, text: lines.filter((line) => line !== null).join("\n") },
  };
}
