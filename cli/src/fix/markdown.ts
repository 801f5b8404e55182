import { baseText } from "../origin/origin-text.ts";
import { counted } from "../report/counted.ts";
import { fenced, folded, plain, tableOf } from "../report/markdown.ts";
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

/** A pull request's title and body. What comes from the image is text in it and nothing else. */
export function markdown({ result, plan, cleaner }: Fix): string {
  const { image, base, database } = result;
  const { before, after, steps, optional, remaining } = plan;
  const cleared = before.total - after.total;
  const parts = [
    `# ${cleared > 0 ? `Fix ${cleared} of ${before.total}` : `${before.total}`} known vulnerabilities in ${plain(familiar(image.reference))}`,
    [
      `**Now** ${counted(before)}  `,
      `**After** ${counted(after)} (${sureness(plan)})  `,
      `**Base** ${base ? plain(baseText(base, image.layers.length)) : "not known"}`,
    ].join("\n"),
    ...(steps.length > 0
      ? [
          tableOf(
            ["", "Step", "Clears", "Brings", "Risk"],
            steps.map((step, at) => [
              `${at + 1}`,
              plain(titleOf(step)),
              countedRefs(step.clears),
              countedRefs(step.brings),
              riskOf(step),
            ]),
          ),
          ...steps.map((step, at) => stepPart(step, `${at + 1}. `)),
        ]
      : []),
    ...(optional.length > 0
      ? ["## Would help too, and needs a judgement", ...optional.map((step) => stepPart(step, ""))]
      : []),
    ...(remaining.length > 0
      ? [
          "## What stays",
          tableOf(
            ["Why", "How many", "Meanwhile"],
            remaining.map(({ reason, summary, meanwhile }) => [
              reasons[reason],
              counted(summary),
              meanwhile.map((one) => plain(meanwhileText(one))).join("<br>"),
            ]),
          ),
          ...remaining.map(({ reason, findings }) => folded(reasons[reason], idsOf(findings))),
        ]
      : []),
    ...(cleaner.length > 0
      ? [
          "## Newer tags of this image that have less",
          tableOf(
            ["Tag", "Has", "Fewer", "New"],
            cleaner.map(({ reference, summary, fixed, added }) => [
              plain(familiar(reference)),
              counted(summary),
              `${fixed}`,
              `${added}`,
            ]),
          ),
        ]
      : []),
    `<sub>By Plimsoll, of ${plain(image.digest)} (${plain(image.platform)}), with ${plain(database.name)} of ${plain(database.date)}.</sub>`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function stepPart(step: Step, number: string): string {
  const changes = step.changes.map((change, at) => {
    const way = at === 0 ? "" : change.kind === "dockerfile" && change.replaces ? "and " : "or ";
    return `${way}${plain(placeOf(change))}:\n\n${fenced(textOf(change))}`;
  });
  const packages = [
    ...new Set(step.packages.map(({ name, from, to }) => `${name} ${from} → ${to ?? "nothing"}`)),
  ];
  return [
    `### ${number}${plain(titleOf(step))}`,
    ...changes,
    ...(step.smaller
      ? [
          `Within the major version, ${plain(step.smaller.version)} clears ${countedRefs(step.smaller.clears)}.`,
        ]
      : []),
    folded(`Clears ${countedRefs(step.clears)}`, idsOf(step.clears)),
    ...(step.brings.length > 0
      ? [folded(`Brings ${countedRefs(step.brings)}`, idsOf(step.brings))]
      : []),
    ...(packages.length > 3
      ? [folded(`${packages.length} packages`, packages.map(plain).join("<br>"))]
      : []),
  ].join("\n\n");
}

const mostIds = 200;

function idsOf(refs: Step["clears"]): string {
  const distinct = [...new Set(refs.map((one) => `${one.id} in ${one.package.name}`))];
  const more = distinct.length - mostIds;
  return [...distinct.slice(0, mostIds).map(plain), ...(more > 0 ? [`and ${more} more`] : [])].join(
    "<br>",
  );
}
