import { printable } from "./printable.ts";

/** A part that is shown when it is asked for. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Cells are written as they are given. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text that neither marks up, links nor mentions anybody, https://spec.commonmark.org/0.31.2/#backslash-escapes */
export function plain(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>#|~!&]/g, (one) =>
      one === "<" || one === "&" ? entities[one] : `\\${one}`,
    )
    .replaceAll("@", "@\u200b");
}

const entities = { "<": "&lt;", "&": "&amp;" } as const;

/** A block of code whose fence is longer than any in it. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.split("\n").map(printable).join("\n")}\n${fence}`;
}
