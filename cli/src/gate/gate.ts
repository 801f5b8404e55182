import { existsSync } from "node:fs";
import { PlimsollError } from "@plimsoll/engine/indexing";
import { type ScanResult, type Severity, severities } from "@plimsoll/engine/matching";
import type { NamedPolicy } from "@plimsoll/engine/policy";
import { type Command, Option } from "commander";
import { usageErrors } from "../image-options.ts";
import { type ImageRequest, type Read, registryReference } from "../image-run.ts";
import { printable } from "../report/printable.ts";
import { imagesOf } from "../report/report.ts";
import { verdictLines } from "../report/verdict-lines.ts";
import { policyFile, resultFile } from "./read-file.ts";
import type { PlimsollServer } from "./server.ts";

export type GateFlags = {
  readonly failOn?: Severity;
  readonly onlyFixable?: true;
  readonly policy?: readonly string[];
  readonly newSince?: string;
  readonly server?: string;
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
      "fail where an image is not as this policy has it, with --server also one by its name there; may be given several times",
      (path: string, others: readonly string[] = []) => [...others, path],
    )
    .option(
      "--server <address>",
      "have a service scan the image, keep the result and judge it by its own policies and exceptions",
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
  /** Where the image is scanned; null: here. */
  readonly server: PlimsollServer | null;
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
  request: Pick<ImageRequest, "reference" | "log" | "quiet" | "signal">,
): Promise<Gate> {
  const { reference, log, quiet } = request;
  const { failOn, onlyFixable, policy: files = [], newSince, onError } = flags;
  const server = flags.server
    ? (await import("./server.ts")).openServer(flags.server, request)
    : null;
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
  const close = (results: readonly ScanResult[]) => {
    for (const { image, verdict } of results) {
      if (!verdict || (quiet && verdict.result === "pass")) continue;
      const words = verdictWords[verdict.result];
      const lines = [`${words}: ${image.reference} (${image.platform})`, ...verdictLines(verdict)];
      process.stderr.write(`${lines.map(printable).join("\n")}\n`);
    }
    const all = new Set(results.map(({ verdict }) => verdict?.result));
    if (all.has("fail")) process.exitCode = 1;
    else if (all.has("unknown") && onError === "fail") process.exitCode = 3;
  };
  if (onlyFixable && !failOn)
    throw usage("--only-fixable narrows --fail-on, which is missing", "Add --fail-on high, say.");
  if (failOn === undefined && files.length === 0) {
    if (newSince === undefined) return { ...noGate, server, attempt, close };
    throw usage("--new-since narrows what fails, and nothing does", "Add --fail-on or --policy.");
  }
  const { beforeOf, judgeResult } = await import("@plimsoll/engine/verdicts");
  const flag = failOn ? [flagPolicy(failOn, onlyFixable ?? false)] : [];
  const policies = [...flag, ...(await readPolicies(files, server))];
  const now = new Date();
  let others: readonly ScanResult[] | null = null;

  return {
    server,
    attempt,
    close,
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
  };
}

/** Their reader takes longer to load than most scans have. Throws `policy-invalid`. */
async function readPolicies(
  names: readonly string[],
  server: PlimsollServer | null,
): Promise<NamedPolicy[]> {
  if (names.length === 0) return [];
  const { readPolicy } = await import("@plimsoll/engine/policy");
  const read = async (name: string) => {
    const kept = server && !existsSync(name) ? await server.policy(name) : null;
    return { name, policy: readPolicy(kept ?? (await policyFile(name)), name) };
  };
  return Promise.all(names.map(read));
}

async function readBefore(file: string): Promise<readonly ScanResult[]> {
  const { readResult } = await import("@plimsoll/engine/policy");
  return readResult(await resultFile(file), file);
}

const noGate: Pick<Gate, "before" | "judge"> = {
  async before() {},
  judge: (result) => result,
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
  const named = registryReference(reference);
  if (!named)
    throw usage(`${reference} is in no repository, in which ${before} could be`, "Name an image.");
  const bare = reference.replace(/^docker:\/\//, "");
  const { tag } = named;
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
