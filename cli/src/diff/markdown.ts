import { counted } from "../report/counted.ts";
import { folded, plain, tableOf } from "../report/markdown.ts";
import type { Diff } from "./diff.ts";
import { databaseWarning, packageRows, sumLine } from "./words.ts";

type Compared = Diff["comparison"]["findings"]["added"];

/** A comment of a pull request. What comes from the images is text in it and nothing else. */
export function markdown(diff: Diff): string {
  const { before, after, comparison } = diff;
  const { added, fixed, unchanged } = comparison.findings;
  const warning = databaseWarning(diff);
  const packages = packageRows(diff);
  const parts = [
    `## ${plain(before.image.reference)} → ${plain(after.image.reference)}`,
    `${sumLine(diff)}.`,
    tableOf(
      ["", "Findings"],
      [
        ["Before", counted(before.summary)],
        ["Added", counted(added.summary)],
        ["Fixed", counted(fixed.summary)],
        ["After", counted(after.summary)],
      ],
    ),
    ...(warning ? [plain(warning)] : []),
    ...findingsPart("Added", added),
    ...findingsPart("Fixed", fixed),
    ...(packages.length > 0
      ? [
          folded(
            `${packages.length} packages`,
            tableOf(
              ["Package", "Before", "After", "Layer"],
              packages.slice(0, mostRows).map((row) => row.map(plain)),
            ) + more(packages.length),
          ),
        ]
      : []),
    `<sub>By Plimsoll; ${unchanged.summary.total} are in both.</sub>`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What a comment can hold. */
const mostRows = 200;

function findingsPart(title: string, { findings, summary }: Compared): string[] {
  if (findings.length === 0) return [];
  const rows = findings
    .slice(0, mostRows)
    .map((one) => [
      one.severity,
      plain(one.id),
      plain(`${one.package.name} ${one.package.version}`),
      plain(one.fixedVersions.join(", ") || "no fix yet"),
      `${one.layer.index}`,
    ]);
  const heads = ["Severity", "Vulnerability", "Package", "Fixed in", "Layer"];
  return [folded(`${title} ${counted(summary)}`, tableOf(heads, rows) + more(findings.length))];
}

function more(amount: number): string {
  return amount > mostRows ? `\n\nand ${amount - mostRows} more` : "";
}
