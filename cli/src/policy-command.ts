import { PlimsollError } from "@plimsoll/engine/indexing";
import {
  checkPolicy,
  faultLine,
  judgeResult,
  readResult,
  type VerdictResult,
  worstVerdict,
} from "@plimsoll/engine/policy";
import { Command } from "commander";
import { fail } from "./fail.ts";
import { policyExample } from "./gate/policy-example.ts";
import { policyFile, resultFile } from "./gate/read-file.ts";
import { printable } from "./report/printable.ts";
import { verdictLines } from "./report/verdict-lines.ts";

/** `plimsoll policy`. */
export function policyCommand(): Command {
  const command = new Command("policy").description(
    "Try what an image has to be like to be let through.",
  );
  command
    .command("test")
    .description("Say whether a policy can be used, and what it says of results that were kept.")
    .argument("<file>", "the policy, as YAML: docs/policies.md")
    .option(
      "--result <file>",
      "what plimsoll scan --format json wrote; may be given several times",
      (path: string, others: readonly string[] = []) => [...others, path],
    )
    .addHelpText("after", testHelp)
    .action(test);
  command
    .command("init")
    .description("Print a policy to start from, with what each condition means.")
    .action(() => {
      process.stdout.write(policyExample);
    });
  return command;
}

async function test(file: string, { result = [] }: { result?: readonly string[] }): Promise<void> {
  try {
    const { value: policy, faults } = checkPolicy(await policyFile(file));
    if (faults) {
      const lines = faults.map((fault) => `  ${faultLine(fault)}`);
      return fail(2, [`${file} is no policy:`, ...lines].map(printable).join("\n"));
    }
    const rules = policy.rules.length === 1 ? "1 rule" : `${policy.rules.length} rules`;
    process.stdout.write(`${printable(file)} can be used: ${rules}.\n`);
    const results: VerdictResult[] = [];
    const now = new Date();
    for (const path of result)
      for (const one of readResult(await resultFile(path), path)) {
        const verdict = judgeResult(one, [{ name: file, policy }], { now });
        const head = `${verdict.result}: ${one.image.reference} (${one.image.platform})`;
        process.stdout.write(`${[head, ...verdictLines(verdict)].map(printable).join("\n")}\n`);
        results.push(verdict.result);
      }
    const worst = worstVerdict(results);
    if (worst === "fail") process.exitCode = 1;
    if (worst === "unknown") process.exitCode = 3;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    fail(2, printable(error.message), error.hint && printable(error.hint));
  }
}

const testHelp = `
Exit codes: 0 it can be used, and passes all results; 1 it fails one; 2 it cannot be used; 3 one cannot be judged.

Examples:
  plimsoll policy init > policy.yaml
  plimsoll policy test policy.yaml
  plimsoll policy test policy.yaml --result web.json --result shop.json`;
