import picocolors from "picocolors";
import { baseText } from "../origin/origin-text.ts";
import type { Colors } from "../report/columns.ts";
import { counted } from "../report/counted.ts";
import { printable } from "../report/printable.ts";
import type { Rendering } from "../report/rendering.ts";
import type { Fix } from "./fix.ts";
import {
  countedRefs,
  familiar,
  meanwhileText,
  placeOf,
  reasons,
  riskOf,
  sureness,
  textOf,
  titleOf,
} from "./words.ts";

type Step = Fix["plan"]["steps"][number];

/** For people at a terminal: the steps in their order, then what stays. */
export function table({ result, plan, cleaner }: Fix, { color }: Rendering): string {
  const colors = picocolors.createColors(color);
  const { image, base, database } = result;
  const head: [string, string][] = [
    ["Image", `${image.reference} (${image.platform})`],
    [
      "Base",
      base ? baseText(base, image.layers.length) : "not known; name it with --base or --dockerfile",
    ],
    ["Database", `${database.name}, ${database.date}`],
    ["Now", counted(plan.before)],
    ["After", `${counted(plan.after)} (${sureness(plan)})`],
  ];
  const lines = head.map(([name, text]) => `${colors.dim(name.padEnd(10))}${printable(text)}`);
  if (plan.steps.length === 0 && plan.before.total > 0)
    lines.push("", "No step clears any of them.");
  for (const [at, step] of plan.steps.entries())
    lines.push("", ...stepLines(step, `${at + 1}`, colors));
  if (plan.optional.length > 0) {
    lines.push("", colors.bold("Would help too, and needs a judgement:"));
    for (const step of plan.optional) lines.push("", ...stepLines(step, "-", colors));
  }
  if (plan.remaining.length > 0) lines.push("", colors.bold("What stays:"));
  for (const { reason, summary, findings, meanwhile } of plan.remaining)
    lines.push(
      `  ${reasons[reason]}, ${counted(summary)}`,
      colors.dim(`    ${printable(idsOf(findings))}`),
      ...meanwhile.map((one) => `    ${printable(meanwhileText(one))}`),
    );
  if (cleaner.length > 0) lines.push("", colors.bold("Newer tags of this image that have less:"));
  for (const { reference, summary, fixed, added } of cleaner)
    lines.push(
      `  ${printable(familiar(reference))}  ${counted(summary)} (${fixed} fewer, ${added} new)`,
    );
  return `${lines.join("\n")}\n`;
}

function stepLines(step: Step, number: string, colors: Colors): string[] {
  const brings = step.brings.length > 0 ? `; brings ${countedRefs(step.brings)}` : "";
  const places = step.changes.map((change) => placeOf(change).slice(0, 40));
  const width = Math.max(0, ...places.map(({ length }) => length));
  const changes = step.changes.map((change, at) => {
    const place = printable((places[at] ?? "").padEnd(width));
    return `   ${colors.dim(place)}  ${linesOf(textOf(change), width + 5)}`;
  });
  const { smaller } = step;
  return [
    `${number.padEnd(3)}${colors.bold(printable(titleOf(step)))}`,
    `   ${colors.green(`clears ${countedRefs(step.clears)}`)}${brings} ${colors.dim(`(${riskOf(step)})`)}`,
    ...changes,
    ...(smaller
      ? [
          `   ${colors.dim(`within the major version: ${printable(smaller.version)} clears ${countedRefs(smaller.clears)}`)}`,
        ]
      : []),
  ];
}

function linesOf(text: string, indent: number): string {
  return text
    .split("\n")
    .map(printable)
    .join(`\n${" ".repeat(indent)}`);
}

const mostIds = 8;

function idsOf(findings: readonly { readonly id: string }[]): string {
  const ids = [...new Set(findings.map(({ id }) => id))];
  const more = ids.length - mostIds;
  return `${ids.slice(0, mostIds).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
