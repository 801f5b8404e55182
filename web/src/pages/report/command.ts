/**
 * A step of an image's history as its author wrote it: builders wrap it in a shell call, mark what
 * runs nothing with `#(nop)`, and add a remark of their own.
 */
export function readableCommand(command: string): string {
  return command
    .replace(/^(?:RUN )?(?:\|\d+ (?:\S+=\S* )*)?\/bin\/(?:ba)?sh -c (?:#\(nop\) *)?/, (prefix) =>
      prefix.includes("#(nop)") ? "" : "RUN ",
    )
    .replace(/ *# buildkit$/, "")
    .trim();
}
