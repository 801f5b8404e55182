import picocolors from "picocolors";
import { originText } from "../origin/origin-text.ts";
import { type Colors, columns } from "../report/columns.ts";
import { counted } from "../report/counted.ts";
import { printable } from "../report/printable.ts";
import type { Rendering } from "../report/rendering.ts";
import type { Diff } from "./diff.ts";
import { databaseWarning, packageRows, sumLine } from "./words.ts";

type Compared = Diff["comparison"]["findings"]["added"];

/** For people at a terminal: what was added, what was fixed, what changed, and the sum. */
export function table(diff: Diff, { color, width }: Rendering): string {
  const colors = picocolors.createColors(color);
  const { before, after, comparison } = diff;
  const warning = databaseWarning(diff);
  const head = [
    ["Before", `${before.image.reference} (${before.image.platform}), ${counted(before.summary)}`],
    ["After", `${after.image.reference} (${after.image.platform}), ${counted(after.summary)}`],
  ].map(([name = "", text = ""]) => `${colors.dim(name.padEnd(10))}${printable(text)}`);
  const rows = packageRows(diff).map((row) => row.map(printable));
  const lines = [
    ...head,
    ...(warning ? [colors.yellow(printable(warning))] : []),
    "",
    ...findingsPart("Added", comparison.findings.added, width, colors),
    ...findingsPart("Fixed", comparison.findings.fixed, width, colors),
    ...(rows.length > 0
      ? [
          colors.bold("Packages"),
          columns({
            heads: ["PACKAGE", "BEFORE", "AFTER", "LAYER"],
            ...{ rows, widest: [40, 40, 40], width, colors },
          }),
          "",
        ]
      : []),
    sumLine(diff),
  ];
  return `${lines.join("\n")}\n`;
}

function findingsPart(
  title: string,
  { findings, summary, layers }: Compared,
  width: number,
  colors: Colors,
): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((one) => [
    one.severity.toUpperCase(),
    printable(one.kev ? `${one.id} exploited` : one.id),
    printable(one.package.name),
    printable(one.package.version),
    printable(one.fixedVersions.join(", ")) || "no fix yet",
    printable("origin" in one ? originText(one as Parameters<typeof originText>[0]) : ""),
  ]);
  const heads = ["SEVERITY", "VULNERABILITY", "PACKAGE", "INSTALLED", "FIXED IN", "FROM"];
  const byLayer = layers.map((one) => `layer ${one.layer.index}: ${one.summary.total}`).join(", ");
  return [
    `${colors.bold(title)} ${counted(summary)} ${colors.dim(`(${byLayer})`)}`,
    columns({ heads, rows, widest: [10, 28, 34, 28, 34], width, colors }),
    "",
  ];
}
