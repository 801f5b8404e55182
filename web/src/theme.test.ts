import { severities } from "@plimsoll/api/bare";
import { describe, expect, it } from "vitest";
import { severityPaint } from "./theme.ts";

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each(["light", "dark"] as const)("severity colours in the %s scheme", (scheme) => {
  const paint = severityPaint[scheme];

  it("grow lighter from critical to unknown, by a step that the eye sees in greyscale", () => {
    for (const [index, severity] of severities.slice(1).entries()) {
      const before = severities[index] ?? "critical";
      expect(contrast(paint[before].fill, paint[severity].fill)).toBeGreaterThan(1.12);
      expect(luminance(paint[severity].fill)).toBeGreaterThan(luminance(paint[before].fill));
    }
  });

  it.each(severities)("%s carries readable text", (severity) => {
    expect(contrast(paint[severity].fill, paint[severity].text)).toBeGreaterThanOrEqual(4.5);
  });
});
