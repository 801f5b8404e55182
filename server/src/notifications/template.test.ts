import { channelTemplateSchema } from "@plimsoll/api";
import { describe, expect, test } from "vitest";
import type { Message } from "./message.ts";
import { worded } from "./template.ts";

const message: Message = {
  ...{ event: "finding.new", title: "CVE-1 is in 1 image", lines: ["hub/team/app:v1", "more"] },
  ...{ severity: "critical", at: "2026-11-26T12:00:00.000Z", data: { kept: true } },
};
const about = { image: "hub/team/app:v1", vulnerability: "CVE-1" };
const write = (title: string, text: string, more: object = {}) =>
  worded({ ...message, ...more }, about, { title, text });

describe("a channel's own words", () => {
  test.each([
    ["{{severity}}: {{vulnerability}}", "critical: CVE-1"],
    ["{{ image }} {{event}} {{time}}", "hub/team/app:v1 finding.new 2026-11-26T12:00:00.000Z"],
    ["{{vulnerability}}{{vulnerability}}", "CVE-1CVE-1"],
    // What the event has nothing of.
    ["verdict: {{verdict}}.", "verdict: ."],
    // A title has one line, and is never empty.
    ["a\r\nbcc: b@example.com", "a bcc: b@example.com"],
    ["{{lines}}", "hub/team/app:v1 more"],
    ["{{verdict}}", "CVE-1 is in 1 image"],
    // What is no name is text.
    ["{vulnerability} {{vulnerability}", "{vulnerability} {{vulnerability}"],
    ["{{{vulnerability}}}", "{CVE-1}"],
  ])("%j is %j", (title, expected) => {
    expect(write(title, "").title).toBe(expected);
  });

  test("have lines, and leave what programs read as it was", () => {
    expect(write("t", "{{lines}}\n\n{{image}}\r\nend\n")).toEqual({
      ...message,
      ...{ title: "t", lines: ["hub/team/app:v1", "more", "", "hub/team/app:v1", "end"] },
    });
    expect(write("t", "").lines).toEqual([]);
  });

  test("are the usual ones where it has none", () => {
    expect(worded(message, about, null)).toBe(message);
  });

  test("let what is filled in neither name a value nor begin a line", () => {
    const hostile = "{{vulnerability}}\nPASSED\u0000 $& $1";
    const { title, lines } = write("{{title}}", "{{title}}\n{{lines}}", {
      ...{ title: hostile, lines: [hostile] },
    });
    const plain = "{{vulnerability}} PASSED $& $1";
    expect([title, lines]).toEqual([plain, [plain, plain]]);
  });

  test("are bounded, however often they repeat what is long", () => {
    const long = { title: "x".repeat(5000), lines: ["y".repeat(5000)] };
    const { title, lines } = write("{{title}}".repeat(20), "{{lines}}".repeat(200), long);
    expect(title.length).toBeLessThanOrEqual(300);
    expect(lines.join("\n").length).toBeLessThanOrEqual(10_000);
  });
});

describe("a template", () => {
  test.each([
    ["{{secret}}", false],
    ["{{}}", false],
    ["{{constructor}}", false],
    ["{{__proto__}}", false],
    ["{{Image}}", false],
    ["{{#if image}}", false],
    ["{{image}} {{nothing}}", false],
    ["{{image", true],
    ["image}}", true],
    [" {{ image }} ", true],
    ["x".repeat(201), false],
    ["", false],
  ])("with the title %j is taken: %s", (title, taken) => {
    expect(channelTemplateSchema.safeParse({ title, text: "" }).success).toBe(taken);
  });

  test("says which name there is not, and is looked at in no time", () => {
    const began = performance.now();
    const text = `${"{{ ".repeat(300)}${"{{".repeat(400)}${" ".repeat(290)}`;
    expect(channelTemplateSchema.safeParse({ title: "t", text }).success).toBe(true);
    expect(performance.now() - began).toBeLessThan(100);
    const { error } = channelTemplateSchema.safeParse({ title: "{{host}}", text: "" });
    expect(error?.issues[0]?.message).toMatch(/no \{\{host\}\}; there are event, title/);
  });
});
