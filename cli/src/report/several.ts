import { bills, PlimsollError, reports } from "@plimsoll/engine";

/** Those that describe one image and not an index. */
const formsOfOneImage: ReadonlySet<string> = new Set([
  ...Object.keys(bills),
  ...Object.entries(reports).flatMap(([name, form]) => (form.of === "image" ? [name] : [])),
]);

/** Before anything is read: some forms describe one image only. Throws `reference-invalid`. */
export function refuseSeveral(
  platform: unknown,
  outputs: readonly { readonly format: string }[],
): void {
  const format = outputs.map((one) => one.format).find((one) => formsOfOneImage.has(one));
  if (platform === "all" && format !== undefined) throw describesOne(format);
}

/** The one image that a form describes. Throws `reference-invalid` for an index. */
export function onlyImage<T extends object>(
  format: string,
  report: T | { readonly images: readonly T[] },
): T {
  if ("images" in report) throw describesOne(format);
  return report;
}

function describesOne(format: string): PlimsollError {
  return new PlimsollError("reference-invalid", `${format} describes one image, not several`, {
    hint: "Choose one with --platform, or take --format json, csv, sarif or html.",
  });
}
