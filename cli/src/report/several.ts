import { PlimsollError } from "@plimsoll/engine";
import { ofOneImage } from "./formats.ts";

/** Before anything is read: some forms describe one image only. Throws `reference-invalid`. */
export function refuseSeveral(
  platform: unknown,
  outputs: readonly { readonly format: string }[],
): void {
  const format = outputs.map((one) => one.format).find((one) => ofOneImage.has(one));
  if (platform === "all" && format !== undefined)
    throw new PlimsollError("reference-invalid", `${format} describes one image, not several`, {
      hint: "Choose one with --platform, or take --format json.",
    });
}
