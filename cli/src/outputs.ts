import { PlimsollError } from "@plimsoll/engine/indexing";
import { type Command, InvalidArgumentError } from "commander";
import picocolors from "picocolors";
import { deliver } from "./report/deliver.ts";
import type { Rendering } from "./report/rendering.ts";

/** One form in which a result is written, and where to; standard output when no file is named. */
type Output<F extends string> = { readonly format: F; readonly file: string | undefined };

export type OutputFlags<F extends string> = {
  readonly format?: readonly Output<F>[];
  readonly output?: string;
};

export type Formats<F extends string, R> = Readonly<
  Record<F, (report: R, rendering: Rendering) => Promise<string>>
>;

export function addOutputOptions<F extends string>(command: Command, names: readonly F[]): Command {
  return command
    .option(
      "--format <format[=file]>",
      `how the result is written: ${names.join(", ")}; several times with a file each (default: table)`,
      (text: string, others: readonly Output<F>[] = []) => [...others, readOutput(text, names)],
    )
    .option("--output <file>", "write the result to a file instead of standard output");
}

/** What is to be written where. Throws `reference-invalid` when two forms want the same place. */
export function outputsOf<F extends string>(flags: OutputFlags<F>, usual: F): Output<F>[] {
  const asked = flags.format ?? [{ format: usual, file: undefined }];
  const outputs = asked.map(({ format, file }) => ({ format, file: file ?? flags.output }));
  const places = outputs.map(({ file }) => file ?? "");
  const twice = places.find((place, at) => places.indexOf(place) !== at);
  if (twice !== undefined)
    throw new PlimsollError(
      "reference-invalid",
      `two formats cannot both go to ${twice || "standard output"}`,
      { hint: "Name a file for each but one: --format table --format cyclonedx=bom.json." },
    );
  return outputs;
}

/** Files first: what is on standard output is then all there is to come. */
export async function writeOutputs<F extends string, R>(
  report: R,
  outputs: readonly Output<F>[],
  formats: Formats<F, R>,
): Promise<void> {
  const written: { text: string; file: string | undefined }[] = [];
  for (const { format, file } of outputs) {
    const toTerminal = file === undefined && process.stdout.isTTY === true;
    const text = await formats[format](report, {
      color: file === undefined && picocolors.isColorSupported,
      width: toTerminal ? Math.max(process.stdout.columns, 80) : 160,
    });
    written.push({ text, file });
  }
  for (const { text, file } of written.filter((one) => one.file !== undefined))
    await deliver(text, file);
  for (const { text, file } of written.filter((one) => one.file === undefined))
    await deliver(text, file);
}

function readOutput<F extends string>(text: string, names: readonly F[]): Output<F> {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const format = names.find((one) => one === name);
  if (!format || file === "")
    throw new InvalidArgumentError(`Allowed choices are ${names.join(", ")}, each with =FILE.`);
  return { format, file };
}
