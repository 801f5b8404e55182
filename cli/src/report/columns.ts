import type { LayerRef } from "@plimsoll/engine";
import Table from "cli-table3";
import type picocolors from "picocolors";
import { printable } from "./printable.ts";

export type Colors = ReturnType<typeof picocolors.createColors>;

const noBorders = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "" },
};

/** Columns of text under their heads; the last takes what room is left and is cut off there, others go over several lines. */
export function columns(options: {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Characters of each but the last, at the most. */
  readonly widest: readonly number[];
  readonly width: number;
  readonly colors: Colors;
  readonly paintFirst?: (row: number) => (text: string) => string;
}): string {
  const { heads, rows, widest, width, colors, paintFirst } = options;
  const widths = widest.map((most, at) => {
    const longest = rows.reduce(
      (length, row) => Math.max(length, row[at]?.length ?? 0),
      heads[at]?.length ?? 0,
    );
    return Math.min(longest, most) + 2;
  });
  const last = Math.max(width - widths.reduce((sum, one) => sum + one, 0), 20);
  const written = new Table({
    head: heads.map((name) => colors.dim(name)),
    colWidths: [...widths, last],
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const [at, row] of rows.entries()) {
    const paint = paintFirst?.(at) ?? ((text: string) => text);
    // Wrapped here and not by the table, which counts the codes of colours as text.
    const cells = row.map((text, column) => wrap(text, (widths[column] ?? last) - 2));
    written.push([
      paint(cells[0] ?? ""),
      ...cells.slice(1, -1),
      colors.dim(clip(row.at(-1) ?? "", last - 2)),
    ]);
  }
  return written
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** `2 RUN apk add curl`. */
export function layerText({ index, command }: LayerRef): string {
  const words = (command ?? "")
    .replace(/^\/bin\/sh -c (#\(nop\) +)?/, "")
    .replace(/\s+/g, " ")
    .trim();
  return printable(`${index} ${words}`.trim());
}

function wrap(text: string, length: number): string {
  const lines = [];
  for (let at = 0; at === 0 || at < text.length; at += length)
    lines.push(text.slice(at, at + length));
  return lines.join("\n");
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
