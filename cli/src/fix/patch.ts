import { counted } from "../report/counted.ts";
import { printable } from "../report/printable.ts";
import type { Fix } from "./fix.ts";
import { placeOf, textOf, titleOf } from "./words.ts";

type Step = Fix["plan"]["steps"][number];
type DockerfileChange = Extract<Step["changes"][number], { kind: "dockerfile" }>;

/**
 * A unified diff of the Dockerfile with all that the plan changes there, for `git apply -p0` or `patch -p0`; what is to be
 * changed elsewhere stands before it, where both read nothing. https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function patch({ plan, dockerfile }: Fix): string {
  if (!dockerfile) return "";
  const lines = dockerfile.text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const edits = new Edits(lines);
  const elsewhere: string[] = [];
  for (const step of plan.steps) {
    const changes = step.changes.filter((one) => one.kind === "dockerfile");
    const words = changes.filter(({ replaces }) => replaces !== null);
    const [added] = changes.filter(({ replaces }) => replaces === null);
    const made = [...words, ...(added ? [added] : [])].map((one) => edits.make(one));
    if (made.length > 0 && made.every(Boolean)) continue;
    const [first] = step.changes;
    elsewhere.push(
      `# - ${titleOf(step)}${first ? ` (${placeOf(first)}: ${textOf(first).replace(/\s+/g, " ")})` : ""}`,
    );
  }
  const head = [
    `# Now ${counted(plan.before)}`,
    `# After all steps ${counted(plan.after)}`,
    ...(elsewhere.length > 0 ? ["# Not in this patch:", ...elsewhere] : []),
  ];
  const path = dockerfile.path.replace(/^(\.\/)+/, "");
  const hunks = edits.hunks();
  const diff = hunks.length > 0 ? [`--- ${path}\n`, `+++ ${path}\n`, ...hunks] : [];
  return `${head.map(printable).join("\n")}\n${diff.join("")}`;
}

/** Lines with what becomes of each; every line has its own line break, if it has one. */
class Edits {
  readonly #lines: readonly string[];
  readonly #instead = new Map<number, string>();
  readonly #after = new Map<number, string[]>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** False where what is to be changed is not there. */
  make({ replaces, after, text }: DockerfileChange): boolean {
    const number = replaces ? replaces.line : after;
    const line = number === null ? undefined : this.#lines[number - 1];
    if (line === undefined || number === null || /[\r\n]/.test(text)) return false;
    if (replaces) {
      const now = this.#instead.get(number) ?? line;
      const changed = replaced(now, replaces.text, text);
      if (changed !== null) this.#instead.set(number, changed);
      return changed !== null;
    }
    const added = this.#after.get(number) ?? [];
    if (!added.includes(text)) this.#after.set(number, [...added, text]);
    return true;
  }

  hunks(): string[] {
    const touched = [...new Set([...this.#instead.keys(), ...this.#after.keys()])].sort(
      (a, b) => a - b,
    );
    const groups: [from: number, to: number][] = [];
    for (const number of touched) {
      const last = groups.at(-1);
      const [from, to] = [
        Math.max(1, number - context),
        Math.min(this.#lines.length, number + context),
      ];
      if (last && from <= last[1] + 1) last[1] = to;
      else groups.push([from, to]);
    }
    let shift = 0;
    return groups.map(([from, to]) => {
      const written: string[] = [];
      let [before, after] = [0, 0];
      for (let number = from; number <= to; number++) {
        const { gone, come } = this.#change(number);
        before++;
        after += gone === null ? 1 + come.length : come.length;
        if (gone === null) written.push(marked(" ", this.#lines[number - 1] ?? ""));
        else written.push(marked("-", gone));
        written.push(...come.map((line) => marked("+", line)));
      }
      const hunk = `@@ -${from},${before} +${from + shift},${after} @@\n${written.join("")}`;
      shift += after - before;
      return hunk;
    });
  }

  /** The line that goes, and the lines that come; where none goes they come after it. */
  #change(number: number): { gone: string | null; come: string[] } {
    const line = this.#lines[number - 1] ?? "";
    const added = this.#after.get(number) ?? [];
    const instead = this.#instead.get(number) ?? null;
    const ending = /\r?\n$/.exec(line)?.[0] ?? "";
    if (added.length === 0)
      return { gone: instead === null ? null : line, come: instead ? [instead] : [] };
    // What comes after a last line without a break needs one before it, and has none itself.
    if (ending === "")
      return {
        gone: line,
        come: [instead ?? line, ...added].map((one, at, all) =>
          at < all.length - 1 ? `${one}\n` : one,
        ),
      };
    const come = added.map((one) => `${one}${ending}`);
    return instead === null ? { gone: null, come } : { gone: line, come: [instead, ...come] };
  }
}

const context = 3;

/** A line without a break is the file's last. */
function marked(sign: string, line: string): string {
  return line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}

/** A word stands alone; of a FROM, spaces and capitals are its author's. */
function replaced(line: string, from: string, to: string): string | null {
  if (/^FROM\s/i.test(from)) {
    const [, start, ending] = /^(\s*)FROM\s[^\\`]*?(\s*)$/is.exec(line) ?? [];
    return start === undefined ? null : `${start}${to}${ending}`;
  }
  for (let at = line.indexOf(from); at >= 0; at = line.indexOf(from, at + 1)) {
    const [before = " ", after = " "] = [line[at - 1], line[at + from.length]];
    if (!/[\w.@/=-]/.test(before) && !/[\w.@/=-]/.test(after))
      return `${line.slice(0, at)}${to}${line.slice(at + from.length)}`;
  }
  return null;
}
