import { z } from "zod";
import { PlimsollError } from "../error.ts";
import { severities } from "../match/finding.ts";
import { strict } from "./strict.ts";
import { type Checked, checkYaml, faultText } from "./yaml.ts";

const days = (text: string) => z.int().min(0).max(36_500).describe(text);
const patterns = (text: string) =>
  z
    .array(z.string().trim().min(1).max(500))
    .min(1)
    .max(200)
    .describe(`${text} Patterns, in which * stands for anything.`);
const holds = (text: string) => z.literal(true).describe(text);

const findingConditions = {
  severity: z
    .enum(severities)
    .describe("This severity or a worse one; unknown is the least of them."),
  cvss: z.number().min(0).max(10).describe("A CVSS score of at least this."),
  kev: z.boolean().describe("In CISA's list of known exploited vulnerabilities, or not."),
  epss: z
    .number()
    .min(0)
    .max(1)
    .describe("A probability of exploitation within 30 days (EPSS) of at least this, 0 to 1."),
  fixable: z.boolean().describe("A fixed version is known, or not."),
  fixableForDays: days("A fixed version has been known for at least so many days."),
  publishedDays: days("Published at least so many days ago."),
  seenDays: days("First seen in this image at least so many days ago."),
  ids: patterns("Ids or aliases of vulnerabilities."),
  packages: patterns("Names or package URLs of packages."),
  types: patterns("Types of packages, as package URLs have them: deb, npm, …"),
  status: z
    .array(
      z.enum([
        ...(["fixed", "affected", "under_investigation"] as const),
        ...(["will_not_fix", "fix_deferred", "end_of_life"] as const),
      ]),
    )
    .min(1)
    .describe("What its distribution says of it: any of these."),
  from: z.enum(["base", "own"]).describe("Came in with the base image, or by a line of one's own."),
};

const imageConditions = {
  baseImages: patterns("It is built upon none of these images.").meta({
    examples: [["docker.io/library/debian:12*", "registry.example.com/base/*"]],
  }),
  endOfLife: holds("Its distribution gets no security fixes any more."),
  notScanned: holds("It was never scanned."),
  reportOlderThanDays: days("Its newest report is older than so many days."),
  databaseOlderThanDays: days(
    "The advisories that its report rests on are older than so many days.",
  ),
  unchecked: holds("It has packages that no advisories could be held against."),
  licenses: patterns(
    "A package is under one of these licences, without another to choose (SPDX: OR).",
  ),
  packages: patterns("One of these packages is installed: names, NAME@VERSION or package URLs."),
};

const atLeastOne = (group: object) => Object.values(group).some((one) => one !== undefined);
const oneCondition = { message: "It needs a condition at least." };

const findingConditionsSchema = strict(findingConditions)
  .partial()
  .refine(atLeastOne, oneCondition)
  .describe(
    "Met by each finding of which all of this is true. Those that are excepted do not count.",
  );
const imageConditionsSchema = strict(imageConditions)
  .partial()
  .refine(atLeastOne, oneCondition)
  .describe("Met if any of this is true.");

const ruleFields = {
  name: z.string().trim().min(1).max(200).describe("For people: each rule has one of its own."),
  result: z.enum(["fail", "warn"]).describe("What it means where the rule is met."),
};
const ruleSchema = strict({
  ...ruleFields,
  finding: findingConditionsSchema.optional(),
  image: imageConditionsSchema.optional(),
}).transform((rule, context): PolicyRule => {
  const { finding, image, ...rest } = rule;
  if (finding && !image) return { ...rest, finding };
  if (image && !finding) return { ...rest, image };
  context.addIssue({ code: "custom", message: "It needs either finding or image." });
  return z.NEVER;
});

/** The document; its JSON Schema is `docs/policy.schema.json`. */
export const policySchema = strict({
  rules: z
    .array(ruleSchema)
    .min(1)
    .max(100)
    .describe("All are looked at; the worst result counts."),
}).superRefine(({ rules }, context) => {
  const names = rules.map(({ name }) => name);
  for (const [at, name] of names.entries())
    if (names.indexOf(name) < at)
      context.addIssue({
        ...{ code: "custom", path: ["rules", at, "name"] },
        message: "Another rule has this name.",
      });
});

export type FindingConditions = z.infer<typeof findingConditionsSchema>;
export type ImageConditions = z.infer<typeof imageConditionsSchema>;
type RuleOf<T> = Readonly<T> & { readonly name: string; readonly result: "fail" | "warn" };
/** About findings, or about the image as a whole. */
export type PolicyRule =
  | RuleOf<{ finding: FindingConditions; image?: never }>
  | RuleOf<{ image: ImageConditions; finding?: never }>;
export type Policy = { readonly rules: readonly PolicyRule[] };

/** Reads a policy from YAML, or says all that is wrong with it and where. */
export function checkPolicy(text: string): Checked<Policy> {
  return checkYaml(text, policySchema);
}

/** Reads a policy from YAML. Throws `policy-invalid` with what is wrong and where; `name` is said with it. */
export function readPolicy(text: string, name: string): Policy {
  const { value, faults } = checkPolicy(text);
  if (faults === null) return value;
  throw new PlimsollError("policy-invalid", `${name} is no policy: ${faultText(faults)}`, {
    hint: "What belongs there: docs/policies.md. plimsoll policy init writes one to start from.",
  });
}
