/** Bytes with the decimal units that registries show, for example "12.4 MB". */
export function formatBytes(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1,
  }).format(value);
}

export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

export function formatShare(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(
    share,
  );
}

/** A probability of exploitation is mostly far below one per cent: keep what tells them apart. */
export function formatProbability(share: number, language: string): string {
  const digits = share >= 0.1 ? 0 : share >= 0.001 ? 1 : 2;
  const format = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: digits,
  });
  return share > 0 && share < 0.0001 ? `<${format.format(0.0001)}` : format.format(share);
}

export function formatScore(score: number, language: string): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(score);
}
