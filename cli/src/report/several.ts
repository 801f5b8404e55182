import { PlimsollError } from "@plimsoll/engine/indexing";

/** Before anything is read: some forms describe one image only. Throws `reference-invalid`. */
export async function refuseSeveral(
  platform: unknown,
  outputs: readonly { readonly format: string }[],
): Promise<void> {
  if (platform !== "all") return;
  const ofOneImage = await formsOfOneImage();
  const format = outputs.map((one) => one.format).find((one) => ofOneImage.has(one));
  if (format !== undefined) throw describesOne(format);
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
    hint: "Choose one with --platform, or take --format json, csv, sarif, junit, github or html.",
  });
}

async function formsOfOneImage(): Promise<ReadonlySet<string>> {
  const { bills } = await import("@plimsoll/engine/bills");
  const { reports } = await import("@plimsoll/engine/reports");
  return new Set([
    ...Object.keys(bills),
    ...Object.entries(reports).flatMap(([name, form]) => (form.of === "image" ? [name] : [])),
  ]);
}
