import { severities } from "@plimsoll/api/bare";
import { describe, expect, it } from "vitest";
import { severityPaint } from "./theme.ts";

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Linear light of an sRGB colour, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function linear(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function times(matrix: Matrix, [x, y, z]: Rgb): Rgb {
  const [a, b, c] = matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [a ?? 0, b ?? 0, c ?? 0];
}

const luminances: Rgb = [0.2126, 0.7152, 0.0722];

function luminance(hex: string): number {
  return times([luminances, luminances, luminances], linear(hex))[0];
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * What eyes see of linear light that lack a kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based
 * Model for Simulation of Color Vision Deficiency", 2009, severity 1.0.
 */
const eyes: Readonly<Record<string, Matrix>> = {
  "all colours": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no red (protanopia)": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green (deuteranopia)": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue (tritanopia)": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  "no colours": [luminances, luminances, luminances],
};

/** https://bottosson.github.io/posts/oklab/: equal distances in it look equally far. */
const toCones: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const toLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function distance(eye: Matrix, a: string, b: string): number {
  const [one, other] = [a, b].map((hex) => {
    const [r, g, b] = times(eye, linear(hex)).map((part) => Math.min(1, Math.max(0, part)));
    const [l, m, s] = times(toCones, [r ?? 0, g ?? 0, b ?? 0]).map(Math.cbrt);
    return times(toLab, [l ?? 0, m ?? 0, s ?? 0]);
  });
  return Math.hypot(...(one ?? []).map((part, at) => part - (other?.[at] ?? 0)));
}

/** About two and a half times what is just told apart (0.02). */
const seen = 0.05;

describe.each(["light", "dark"] as const)("severity colours in the %s scheme", (scheme) => {
  const paint = severityPaint[scheme];
  const neighbours = severities
    .slice(1)
    .map((severity, at) => [severities[at] ?? "critical", severity] as const);

  it("grow lighter from critical to unknown", () => {
    for (const [worse, better] of neighbours) {
      expect(contrast(paint[worse].fill, paint[better].fill)).toBeGreaterThan(1.12);
      expect(luminance(paint[better].fill)).toBeGreaterThan(luminance(paint[worse].fill));
    }
  });

  it.each(Object.entries(eyes))("are told apart by eyes that see %s", (_, eye) => {
    const near = neighbours.filter(([a, b]) => distance(eye, paint[a].fill, paint[b].fill) < seen);
    expect(near).toEqual([]);
  });

  it.each(severities)("%s carries readable text", (severity) => {
    expect(contrast(paint[severity].fill, paint[severity].text)).toBeGreaterThanOrEqual(4.5);
  });
});
