/** A browser and its system as people call them, as far as its User-Agent tells; null of what is no browser. */
export function readUserAgent(text: string): { browser: string; system: string } | null {
  const browser = nameIn(browsers, text);
  const system = nameIn(systems, text);
  return browser && system ? { browser, system } : null;
}

type Names = readonly (readonly [name: string, sign: RegExp])[];

/** In this order: most say that they are Chrome and Safari too. */
const browsers: Names = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /(?:\b|Headless)(?:Chrome|CriOS)\//],
  ["Safari", /\bVersion\/[\d.]+ .*Safari\//],
];

/** Android says Linux too, and an iPhone Mac OS X. */
const systems: Names = [
  ["Android", /\bAndroid\b/],
  ["iOS", /\b(?:iPhone|iPad|iPod)\b/],
  ["Windows", /\bWindows NT\b/],
  ["macOS", /\bMac OS X\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

function nameIn(names: Names, text: string): string | undefined {
  return names.find(([, sign]) => sign.test(text))?.[0];
}
