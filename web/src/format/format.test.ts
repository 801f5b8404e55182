import { describe, expect, it } from "vitest";
import { plainText } from "./ansi.ts";
import { shortDigest } from "./digest.ts";
import { formatBytes, formatProbability } from "./numbers.ts";
import { formatAgo, formatDay, formatDuration } from "./times.ts";
import { readUserAgent } from "./user-agent.ts";

describe("sizes", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [12_400_000, "12.4 MB"],
    [412_000_000, "412 MB"],
    [3_210_000_000, "3.2 GB"],
  ])("%d reads %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));
});

describe("times", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");
  it.each([
    ["2026-11-25T12:00:30Z", "now"],
    ["2026-11-25T11:59:30Z", "now"],
    ["2026-11-25T18:10:00Z", "in 6 hours"],
    ["2026-11-26T12:10:00Z", "tomorrow"],
    ["2026-11-25T11:57:00Z", "3 minutes ago"],
    ["2026-11-24T11:00:00Z", "yesterday"],
    ["2024-11-24T11:00:00Z", "2 years ago"],
  ])("%s is %s", (time, text) => expect(formatAgo(time, now, "en")).toBe(text));

  it("speak the language chosen", () => {
    expect(formatAgo("2026-11-25T11:57:00Z", now, "zh")).toBe("3分钟前");
    expect(formatDay("2026-11-02", "zh")).toContain("2026年11月2日");
  });

  it.each([
    [900, "0.9 sec"],
    [42_300, "42 sec"],
    [120_000, "2 min"],
    [185_000, "3 min 5 sec"],
  ])("%d ms lasted %s", (length, text) => expect(formatDuration(length, "en")).toBe(text));
});

it("a small probability keeps the digits that tell it from nothing", () => {
  expect([0.93, 0.042, 0.0004, 0.000004, 0].map((share) => formatProbability(share, "en"))).toEqual(
    ["93%", "4.2%", "0.04%", "<0.01%", "0%"],
  );
});

it("a digest keeps its algorithm and twelve characters", () => {
  expect(shortDigest(`sha256:${"0123456789abcdef".repeat(4)}`)).toBe("sha256:0123456789ab");
});

describe("text from a log", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007", "link"],
    ["\u001b[2K\u001b[1Gover", "over"],
    ["a\u0000b\u0008c", "abc"],
    ["ok \u202egpj.exe", "ok gpj.exe"],
    ["tab\tstays, 中文 too", "tab\tstays, 中文 too"],
    ["<b>no markup</b>", "<b>no markup</b>"],
  ])("%j reads %j", (raw, text) => expect(plainText(raw)).toBe(text));
});

describe("browsers", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  it.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/156.0.0.0 Safari/537.36`, "Chrome on Linux"],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/156.0.0.0 Safari/537.36`,
      "Chrome on Linux",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
      "Edge on Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0",
      "Firefox on macOS",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36`,
      "Chrome on Android",
    ],
    ["curl/8.5.0", undefined],
    ["", undefined],
  ])("%s is %s", (text, name) => {
    const known = readUserAgent(text);
    expect(known ? `${known.browser} on ${known.system}` : undefined).toBe(name);
  });
});
