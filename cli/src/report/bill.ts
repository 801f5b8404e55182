import { readFileSync } from "node:fs";
import { type BillFormat, bills, type InventoryResult, PlimsollError } from "@plimsoll/engine";

/** A bill of materials as text. */
export function bill(format: BillFormat, report: InventoryResult | { readonly images: unknown }) {
  if ("images" in report)
    throw new PlimsollError("reference-invalid", `${format} describes one image, not several`, {
      hint: "Choose one with --platform, or take --format json.",
    });
  const document = bills[format](report, { created: now(process.env), toolVersion: version() });
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** To the second, https://reproducible-builds.org/specs/source-date-epoch/ */
function now(env: Readonly<Record<string, string | undefined>>): string {
  const epoch = env.SOURCE_DATE_EPOCH ?? "";
  const date = /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return `${date.toISOString().slice(0, 19)}Z`;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
