import { DockerfileParser, type From, type Instruction as Parsed } from "dockerfile-ast";
import { PlimsollError } from "../error.ts";
import type { HistoryEntry } from "../image/image.ts";
import { defaultLimits } from "../limits.ts";
import { type Instruction, readInstruction } from "./instruction.ts";
import type { DockerfileLine } from "./origin.ts";

/** What a Dockerfile says of the image that comes out of it. */
export type Dockerfile = {
  /** As written. */
  readonly text: string;
  /** The image that the last stage is built upon in the end, build arguments put in. Null for `scratch` or a stage that is not there. */
  readonly base: (DockerfileLine & { readonly reference: string }) | null;
  /** What leaves a step in the image's history, in the order of the file: the last stage's, and those of the stages that it is built upon. */
  readonly steps: readonly DockerfileStep[];
  /** All that runs in a build, in the order of the file. */
  readonly runs: readonly DockerfileRun[];
  /** The line after which the system's packages are upgraded as root: its last RUN with their manager, else FROM. */
  readonly upgradeAfter: number | null;
};

export type DockerfileStep = DockerfileLine & {
  readonly keyword: string;
  /** The last line of it. */
  readonly end: number;
};

export type DockerfileRun = DockerfileStep & {
  /** Of the last stage or one that it is built upon; what other stages run is in the image only where it is copied. */
  readonly inImage: boolean;
};

export type DockerfileOptions = {
  /** `--build-arg`, over the defaults in the file. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** The stage that is built; the last when not given. */
  readonly target?: string;
};

/** Reads a Dockerfile, https://docs.docker.com/reference/dockerfile/. Throws `dockerfile-invalid`. */
export function readDockerfile(text: string, options: DockerfileOptions = {}): Dockerfile {
  if (text.length > defaultLimits.metadataFileBytes)
    throw invalid(`it is longer than ${defaultLimits.metadataFileBytes} bytes`);
  const parsed = DockerfileParser.parse(text);
  const stages = stagesOf(parsed.getInstructions());
  const named = (name: string) =>
    stages.findLast(({ from }) => stageName(from) === name.toLowerCase());
  const last = options.target === undefined ? stages.at(-1) : named(options.target);
  if (!last)
    throw invalid(
      options.target === undefined ? "it has no FROM" : `it has no stage ${options.target}`,
    );
  const values = new Map<string, string>();
  for (const { name, value } of globalArguments(parsed.getInstructions()))
    values.set(name, options.arguments?.[name] ?? withValues(value, values));

  const used: Stage[] = [];
  let base: Dockerfile["base"] = null;
  for (let stage: Stage | undefined = last; stage && !used.includes(stage); ) {
    used.unshift(stage);
    const image = withValues(stage.from.getImage() ?? "", values);
    const above: number = stages.indexOf(stage);
    const upon: Stage | undefined = stages
      .slice(0, above)
      .findLast(({ from }) => stageName(from) === image.toLowerCase());
    if (!upon && image !== "" && image !== "scratch")
      base = { ...lineOf(stage.from), reference: image };
    stage = upon;
  }
  const steps = used.flatMap(({ rest }) => rest).map(stepOf);
  const runs = stages.flatMap((stage) =>
    stage.rest
      .filter((one) => one.getKeyword() === "RUN")
      .map((one) => ({ ...stepOf(one), inImage: used.includes(stage) })),
  );
  return { text, base, steps, runs, upgradeAfter: upgradeAfter(used) };
}

type Stage = { readonly from: From; readonly rest: readonly Parsed[] };

function stagesOf(instructions: readonly Parsed[]): Stage[] {
  const stages: { from: From; rest: Parsed[] }[] = [];
  for (const one of instructions)
    if (one.getKeyword() === "FROM") stages.push({ from: one as From, rest: [] });
    else stages.at(-1)?.rest.push(one);
  return stages;
}

function stageName(from: From): string | undefined {
  return from.getBuildStage()?.toLowerCase();
}

function lineOf(one: Parsed): DockerfileLine {
  return { number: one.getRange().start.line + 1, text: textOf(one) };
}

function stepOf(one: Parsed): DockerfileStep {
  return { ...lineOf(one), keyword: one.getKeyword(), end: one.getRange().end.line + 1 };
}

/** As written, its continuation lines with it. */
function textOf(one: Parsed): string {
  return `${one.getKeyword()} ${one.getRawArgumentsContent() ?? ""}`.trim();
}

/** `ARG NAME=VALUE` before the first FROM: only these count in a FROM. */
function globalArguments(instructions: readonly Parsed[]): { name: string; value: string }[] {
  const first = instructions.findIndex((one) => one.getKeyword() === "FROM");
  return instructions
    .slice(0, Math.max(first, 0))
    .filter((one) => one.getKeyword() === "ARG")
    .flatMap((one) => {
      const [, name, value = ""] =
        /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(one.getArgumentsContent() ?? "") ?? [];
      return name ? [{ name, value: value.trim().replace(/^(["'])(.*)\1$/s, "$2") }] : [];
    });
}

/** `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}`. */
function withValues(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::([-+])([^{}]*))?\})/g,
    (_, plain: string | undefined, braced: string | undefined, sign: string, word: string) => {
      const value = values.get(plain ?? braced ?? "") ?? "";
      if (sign === "-") return value || word;
      if (sign === "+") return value && word;
      return value;
    },
  );
}

const managers = /\b(apt|apt-get|apk|dnf|microdnf|yum|tdnf|zypper)\s/;

function upgradeAfter(stages: readonly Stage[]): number | null {
  let root = true;
  let after: number | null = null;
  for (const { from, rest } of stages) {
    after ??= from.getRange().end.line + 1;
    for (const one of rest) {
      const said = one.getArgumentsContent() ?? "";
      if (one.getKeyword() === "USER") root = /^(root|0)(:|$)/.test(said.trim());
      else if (one.getKeyword() === "RUN" && root && managers.test(said))
        after = one.getRange().end.line + 1;
    }
  }
  return after;
}

function invalid(why: string): PlimsollError {
  return new PlimsollError("dockerfile-invalid", `the Dockerfile cannot be used: ${why}`, {
    hint: "Give the Dockerfile that the image is built from, and the stage by --target where it is not the last.",
  });
}

/** Which line made which layer, and how many layers are below all of them. */
export type DockerfileLayers = {
  readonly lines: ReadonlyMap<number, DockerfileLine>;
  /** The base's; null where not every line that makes a layer is in the history: the file is another one's, or has changed since. */
  readonly below: number | null;
};

/** Steps that change files; the others leave a step of the history without a layer. */
const makers: ReadonlySet<string> = new Set(["RUN", "COPY", "ADD"]);
/** So many of either are aligned; more are left without a line. */
const most = 1000;

/**
 * Lays a Dockerfile's lines beside an image's history, in which they are the last steps: as many as possible keep their order,
 * those with the same text first.
 */
export function alignDockerfile(
  { steps }: Pick<Dockerfile, "steps">,
  history: readonly HistoryEntry[],
): DockerfileLayers {
  const written = steps.slice(-most);
  const made = history.slice(-most).map((entry) => ({
    ...entry,
    instruction: entry.command === null ? null : readInstruction(entry.command),
  }));
  const pairs = align(
    written,
    made.map(({ instruction }) => instruction),
  );
  const lines = new Map<number, DockerfileLine>();
  for (const [step, entry] of pairs) {
    const layer = made[entry]?.layer;
    const { number, text } = written[step] ?? { number: 0, text: "" };
    if (layer !== null && layer !== undefined) lines.set(layer, { number, text });
  }
  const paired = new Set(pairs.map(([step]) => step));
  const isWhole = written.every(({ keyword }, at) => !makers.has(keyword) || paired.has(at));
  const first = Math.min(...lines.keys());
  const lowest = lines.size > 0 ? first : history.filter(({ layer }) => layer !== null).length;
  return { lines, below: isWhole && written.length > 0 ? lowest : null };
}

/** The longest common subsequence, weighted by how alike two steps are. */
function align(
  written: readonly DockerfileStep[],
  made: readonly (Instruction | null)[],
): (readonly [step: number, entry: number])[] {
  const width = made.length + 1;
  const best = new Float64Array((written.length + 1) * width);
  const at = (row: number, column: number) => best[row * width + column] ?? 0;
  for (let row = written.length - 1; row >= 0; row--)
    for (let column = made.length - 1; column >= 0; column--) {
      const alike = likeness(written[row], made[column]);
      best[row * width + column] = Math.max(
        at(row + 1, column),
        at(row, column + 1),
        // A later step is more likely of the file than one of the base with the same text.
        alike > 0 ? alike + column * 1e-6 + at(row + 1, column + 1) : 0,
      );
    }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < written.length && column < made.length; ) {
    const here = at(row, column);
    if (here === at(row, column + 1)) column++;
    else if (here === at(row + 1, column)) row++;
    else pairs.push([row++, column++]);
  }
  return pairs;
}

/** 0: not the same step; 2: the same text. */
function likeness(step: DockerfileStep | undefined, made: Instruction | null | undefined): number {
  if (!step || !made || step.keyword !== made.keyword) return 0;
  const [a, b] = [plain(step.text), plain(made.text)];
  if (a === b) return 2;
  // Sources are names of files here and digests there; the place where they go is the same.
  if (step.keyword === "COPY" || step.keyword === "ADD")
    return lastWord(a) === lastWord(b) ? 1.5 : 0;
  if (step.keyword !== "RUN") return 1;
  // Arguments and here-documents may stand for more than what is written.
  return a.slice(0, 16) === b.slice(0, 16) || wordsInCommon(a, b) > 0.6 ? 1.2 : 0;
}

function plain(text: string): string {
  return text
    .replace(/^(RUN|COPY|ADD)((?:\s+--\w[\w-]*(?:=\S+)?)+)/, "$1")
    .replace(/^\s*#.*$/gm, "")
    .replace(/\\\r?\n/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function lastWord(text: string): string {
  return (/[^\s"\]]+(?=["\]\s]*$)/.exec(text)?.[0] ?? text).replace(/\/$/, "");
}

function wordsInCommon(a: string, b: string): number {
  const words = new Set(a.split(" "));
  const others = new Set(b.split(" "));
  let common = 0;
  for (const word of words) if (others.has(word)) common++;
  return common / Math.max(words.size, others.size);
}
