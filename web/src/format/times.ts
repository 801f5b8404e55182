const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** "3 hours ago", "in 6 hours"; under a minute "now", so that a clock that runs ahead of the server's does too. */
export function formatAgo(time: string, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const seconds = (Date.parse(time) - now) / 1000;
  for (const [unit, length] of units)
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  return format.format(0, "second");
}

export function formatExact(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" }).format(
    Date.parse(time),
  );
}

/** The clock of a log line, milliseconds included. */
export function formatClock(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(Date.parse(time));
}

/** A day, `YYYY-MM-DD`, as it is: no time zone may move it. */
export function formatDay(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(
    Date.parse(day),
  );
}

/** How long something took: "0.9 sec", "42 sec", "3 min 5 sec". */
export function formatDuration(milliseconds: number, language: string): string {
  const part = (value: number, unit: "second" | "minute", digits = 0) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  const seconds = milliseconds / 1000;
  if (seconds < 10) return part(seconds, "second", 1);
  const whole = Math.round(seconds);
  if (whole < 60) return part(whole, "second");
  const rest = whole % 60;
  const minutes = part(Math.floor(whole / 60), "minute");
  return rest === 0 ? minutes : `${minutes} ${part(rest, "second")}`;
}
