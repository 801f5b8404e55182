import type { InventoryResult, ScanResult, Summary } from "@plimsoll/engine";

/** Every platform of an index; `docs/scan-result.schema.json` has both shapes. */
export type IndexResult = {
  readonly schemaVersion: 1;
  readonly index: { readonly reference: string; readonly digest: string };
  readonly images: readonly ScanResult[];
  /** The sum over the images. */
  readonly summary: Summary;
  /** What is in several images counted once. */
  readonly uniqueSummary: Summary;
};

export type Report = ScanResult | IndexResult;

/** What is installed in an image, or in every platform's of an index. */
export type InventoryReport =
  | InventoryResult
  | {
      readonly schemaVersion: 1;
      readonly index: IndexResult["index"];
      readonly images: readonly InventoryResult[];
    };

export function imagesOf<T extends object>(
  report: T | { readonly images: readonly T[] },
): readonly T[] {
  return "images" in report ? report.images : [report];
}
