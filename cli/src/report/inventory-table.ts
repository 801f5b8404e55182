import type { InventoryResult } from "@plimsoll/engine";
import picocolors from "picocolors";
import { type Colors, columns, layerText } from "./columns.ts";
import { notRead } from "./not-read.ts";
import { printable } from "./printable.ts";
import type { Rendering } from "./rendering.ts";
import { type InventoryReport, imagesOf } from "./report.ts";

/** For people: what was read, what is installed, and what was not looked at. */
export function inventoryTable(report: InventoryReport, rendering: Rendering): string {
  const colors = picocolors.createColors(rendering.color);
  return imagesOf<InventoryResult>(report)
    .map((image) => imagePart(image, rendering, colors))
    .join("\n");
}

function imagePart(result: InventoryResult, { width }: Rendering, colors: Colors): string {
  const { image, os, packages } = result;
  const amount = packages.length === 1 ? "1 package" : `${packages.length} packages`;
  const head = [
    ["Image", `${image.reference} (${image.platform})`],
    ["Digest", image.digest],
    ["System", `${os ? os.name : "no known distribution"}, ${amount}`],
  ].map(([name = "", text = ""]) => `${colors.dim(name.padEnd(10))}${printable(text)}`);
  const rows = packages.map((one) => [
    printable(one.name),
    printable(one.version),
    one.type,
    printable(one.licenses.join(", ")),
    printable(one.path),
    layerText(one.layer),
  ]);
  const heads = ["PACKAGE", "VERSION", "TYPE", "LICENCE", "FILE", "LAYER"];
  const widest = [40, 28, 8, 30, 50];
  const list = rows.length > 0 ? [columns({ heads, rows, widest, width, colors }), ""] : [];
  return `${[...head, "", ...list, ...notRead(result, colors, "Not looked at:")].join("\n").trimEnd()}\n`;
}
