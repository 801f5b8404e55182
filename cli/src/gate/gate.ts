import { existsSync } from "node:fs";
import { PlimsollError, parseReference } from "@plimsoll/engine/indexing";
import { type ScanResult, type Severity, severities } from "@plimsoll/engine/matching";
import type { NamedPolicy } from "@plimsoll/engine/policy";
import { type Command, Option } from "commander";
import { usageErrors } from "../image-options.ts";
import type { ImageRequest, Read } from "../image-run.ts";
import { printable } from "../report/printable.ts";
import { imagesOf } from "../report/report.ts";
import { verdictLines } from "../report/verdict-lines.ts";
import { policyFile, resultFile } from "./read-file.ts";

export type GateFlags = {
  readonly failOn?: Severity;
  readonly onlyFixable?: true;
  readonly policy?: readonly string[];
  readonly newSince?: string;
  readonly onError: OnError;
};
type OnError = "pass" | "fail";

export function addGateOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--fail-on <severity>",
        "fail where something of this severity or worse is found",
      ).choices(severities),
    )
    .option("--only-fixable", "with --fail-on: only what has a fix counts")
    .option(
      "--policy <file>",
      "fail where an image is not as this policy has it; may be given several times",
      (path: string, others: readonly string[] = []) => [...others, path],
    )
    .option(
      "--new-since <image>",
      "only what this image does not have counts: a reference, a digest in the same repository, or a result as JSON",
    )
    .addOption(
      new Option("--on-error <result>", "what it means where the image cannot be scanned or judged")
        .choices(["pass", "fail"])
        .default("fail"),
    );
}

/** What an image is let through by. */
export type Gate = {
  /** The image that it is compared with: read as `read` does it. Throws `PlimsollError`. */
  before(read: (reference: string) => Promise<Read<ScanResult>>): Promise<void>;
  /** Runs what may go wrong; where that is to let the image through, it is told and null. */
  attempt<T>(run: () => Promise<T>): Promise<T | null>;
  /** The result with what the policies say of it. */
  judge(result: ScanResult): ScanResult;
  /** Says on standard error what the verdict is and why, and sets the exit code. */
  close(results: readonly ScanResult[]): void;
};

/** Reads policies before any image is read. Throws `PlimsollError` `policy-invalid` or `reference-invalid`. */
export async function openGate(
  flags: GateFlags,
  { reference, log, quiet }: Pick<ImageRequest, "reference" | "log" | "quiet">,
): Promise<Gate> {
  const { failOn, onlyFixable, policy: files = [], newSince, onError } = flags;
  const attempt = async <T>(run: () => Promise<T>) => {
    try {
      return await run();
    } catch (error) {
      if (onError === "fail" || !(error instanceof PlimsollError) || isOurs(error)) throw error;
      const said = [error.message, error.hint, "Let through, as --on-error pass has it."];
      process.stderr.write(`${said.flatMap((one) => (one ? [printable(one)] : [])).join("\n")}\n`);
      return null;
    }
  };
  if (onlyFixable && !failOn)
    throw usage("--only-fixable narrows --fail-on, which is missing", "Add --fail-on high, say.");
  if (failOn === undefined && files.length === 0) {
    if (newSince === undefined) return { ...noGate, attempt };
    throw usage("--new-since narrows what fails, and nothing does", "Add --fail-on or --policy.");
  }
  const { beforeOf, judgeResult } = await import("@plimsoll/engine/verdicts");
  const flag = failOn ? [flagPolicy(failOn, onlyFixable ?? false)] : [];
  const policies = [...flag, ...(await readPolicies(files))];
  const now = new Date();
  let others: readonly ScanResult[] | null = null;

  return {
    attempt,
    async before(read) {
      if (newSince === undefined) return;
      others = /\.json$/i.test(newSince)
        ? await readBefore(newSince)
        : imagesOf(await read(inSameRepository(newSince, reference)));
    },
    judge(result) {
      const { platform } = result.image;
      const other =
        others?.find(({ image }) => image.platform === platform) ??
        (others?.length === 1 ? others[0] : undefined);
      if (others && !other)
        log("warn", `${newSince} has no image for ${platform}: all of this one is new`);
      const before = other ? beforeOf(other) : null;
      return { ...result, verdict: judgeResult(result, policies, { before, now }) };
    },
    close(results) {
      for (const { image, verdict } of results) {
        if (!verdict || (quiet && verdict.result === "pass")) continue;
        const words = verdictWords[verdict.result];
        const lines = [
          `${words}: ${image.reference} (${image.platform})`,
          ...verdictLines(verdict),
        ];
        process.stderr.write(`${lines.map(printable).join("\n")}\n`);
      }
      const all = new Set(results.map(({ verdict }) => verdict?.result));
      if (all.has("fail")) process.exitCode = 1;
      else if (all.has("unknown") && onError === "fail") process.exitCode = 3;
    },
  };
}

/** Their reader takes longer to load than most scans have. Throws `policy-invalid`. */
async function readPolicies(files: readonly string[]): Promise<NamedPolicy[]> {
  if (files.length === 0) return [];
  const { readPolicy } = await import("@plimsoll/engine/policy");
  const read = async (name: string) => ({ name, policy: readPolicy(await policyFile(name), name) });
  return Promise.all(files.map(read));
}

async function readBefore(file: string): Promise<readonly ScanResult[]> {
  const { readResult } = await import("@plimsoll/engine/policy");
  return readResult(await resultFile(file), file);
}

const noGate: Omit<Gate, "attempt"> = {
  async before() {},
  judge: (result) => result,
  close() {},
};

/** Asked wrongly, or stopped: that is no fault of the image or its registry. */
function isOurs({ code }: PlimsollError): boolean {
  return usageErrors.has(code) || code === "aborted";
}

const verdictWords = {
  fail: "Policy failed",
  unknown: "Policy cannot be judged",
  warn: "Policy passed, with warnings",
  pass: "Policy passed",
} as const;

function flagPolicy(severity: Severity, onlyFixable: boolean): NamedPolicy {
  const name = `--fail-on ${severity}${onlyFixable ? " --only-fixable" : ""}`;
  const finding = { severity, ...(onlyFixable ? { fixable: true } : {}) };
  return { name, policy: { rules: [{ name, result: "fail", finding }] } };
}

/** A digest is one of the same repository. Throws `reference-invalid`. */
function inSameRepository(before: string, reference: string): string {
  if (!/^[a-z0-9]+:[0-9a-f]{32,128}$/.test(before)) return before;
  const isLocal = /^(-$|[.]{0,2}\/|(oci|oci-archive|docker-archive|dir):)/.test(reference);
  if (isLocal || existsSync(reference))
    throw usage(`${reference} is in no repository, in which ${before} could be`, "Name an image.");
  const bare = reference.replace(/^docker:\/\//, "");
  const { tag } = parseReference(bare);
  const repository = bare.replace(/@.*$/, "");
  return `${tag === null ? repository : repository.slice(0, -tag.length - 1)}@${before}`;
}

function usage(message: string, hint: string): PlimsollError {
  return new PlimsollError("reference-invalid", message, { hint });
}

export const gateHelp = `
A gate: --fail-on and --policy (docs/policies.md; plimsoll policy init writes one) say what an image
has to be like; the reasons are on standard error, the result where it would be else. What --exceptions
take out is shown apart and does not count. They are lists of Plimsoll's own form, .trivyignore,
.trivyignore.yaml, an allowlist of Harbor's, or VEX documents, told apart by what they hold.`;
