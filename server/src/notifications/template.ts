import { type ChannelTemplate, placeholder, type TemplateName } from "@plimsoll/api";
import type { Message } from "./message.ts";

/** What a message is about, by the names that a channel's own words have for it. */
export type About = Readonly<
  Partial<Record<Exclude<TemplateName, "event" | "title" | "lines" | "severity" | "time">, string>>
>;

/** For a test, so that one sees where what comes. */
export const example: About = {
  ...{ image: "hub/team/app:v1", images: "hub/team/app:v1", registry: "hub" },
  ...{ vulnerability: "CVE-2021-44228", verdict: "fail", before: "pass", policy: "production" },
  ...{ reason: "An example of a reason", path: "/vulnerabilities/CVE-2021-44228" },
};

/** Characters of what comes of it. */
const mostTitle = 300;
const mostText = 10_000;

/**
 * A message in a channel's own words. They are plain text like the usual ones, for each kind of channel to escape. What
 * is filled in is looked at no more, and has no line breaks: it can neither name a value nor look like another line.
 */
export function worded(message: Message, about: About, template: ChannelTemplate | null): Message {
  if (template === null) return message;
  const { event, title, lines, severity, at } = message;
  const told = { ...about, event, title, severity: severity ?? "", time: at };
  const values = new Map(Object.entries(told).map(([name, value]) => [name, toLine(value)]));
  values.set("lines", lines.map(toLine).join("\n"));
  const fill = (text: string) =>
    text.replace(placeholder, (_, name: string) => values.get(name.trim()) ?? "");
  const text = fill(template.text).slice(0, mostText).trimEnd();
  return {
    ...message,
    title: toLine(fill(template.title)).slice(0, mostTitle) || title,
    lines: text === "" ? [] : text.split(/\r?\n/),
  };
}

function toLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
