import { z } from "zod";
import { PlimsollError } from "../error.ts";
import type { Exception } from "./exceptions.ts";
import { strict } from "./strict.ts";
import { type Checked, checkYaml, faultText } from "./yaml.ts";

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications */
export const justifications = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;

const text = (most: number) => z.string().trim().min(1).max(most);
const entrySchema = strict({
  vulnerability: text(200).describe("An id or an alias; * stands for anything."),
  package: text(500)
    .optional()
    .describe("A package's name or package URL; * stands for anything. Any package when absent."),
  paths: z
    .array(text(500))
    .min(1)
    .max(100)
    .optional()
    .describe("Where the package lies: * within a part of the path, ** for any parts."),
  scope: strict({
    registry: text(255).optional(),
    space: text(255).optional(),
    repository: text(255).optional().describe("Of the repository's whole path."),
    tag: text(128).optional(),
  })
    .optional()
    .describe("Which images it is about; all when absent. * stands for anything."),
  reason: text(2000).describe("Why it does not count, for whoever reads the report."),
  justification: z
    .enum(justifications)
    .optional()
    .describe("Where the image is not affected at all: why, in OpenVEX's words."),
  expires: z
    .union([z.iso.date(), z.literal("never")], { error: "It is a day, as 2027-01-31, or never." })
    .describe("The last day on which it holds, YYYY-MM-DD in UTC, or never."),
});

/** A list of exceptions as Plimsoll has it; its JSON Schema is `docs/exceptions.schema.json`. */
export const exceptionsSchema = strict({ exceptions: z.array(entrySchema).max(10_000) });

/** Reads a list of exceptions from YAML, or says all that is wrong with it and where. */
export function checkExceptions(text: string): Checked<Exception[]> {
  const { value, faults } = checkYaml(text, exceptionsSchema);
  return faults ? { value: null, faults } : { value: value.exceptions.map(asException), faults };
}

/** Reads a list of exceptions from YAML. Throws `exceptions-invalid` with what is wrong and where; `name` is said with it. */
export function readExceptions(text: string, name: string): Exception[] {
  const { value, faults } = checkExceptions(text);
  if (faults === null) return value;
  throw new PlimsollError(
    "exceptions-invalid",
    `${name} is no list of exceptions: ${faultText(faults)}`,
    { hint: "What belongs there: docs/policies.md, in Exceptions." },
  );
}

function asException(entry: z.infer<typeof entrySchema>): Exception {
  const { vulnerability, paths, scope = {}, reason, justification = null, expires } = entry;
  return {
    ...{ vulnerability, package: entry.package ?? null, scope, reason, justification },
    ...(paths ? { paths } : {}),
    expires: expires === "never" ? null : expires,
  };
}
