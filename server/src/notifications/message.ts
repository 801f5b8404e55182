import type { NotifiedEvent, Severity } from "@plimsoll/api";

/** What a channel is told, in words for people and as data for programs. Nothing in it is secret. */
export type Message = {
  readonly event: NotifiedEvent | "digest" | "test";
  /** One line. */
  readonly title: string;
  readonly lines: readonly string[];
  /** How bad it is; null: it is no bad news. */
  readonly severity: Severity | null;
  /** RFC 3339. */
  readonly at: string;
  readonly data: unknown;
};

/** A message with the delivery's id: the same however often it is tried. */
export type Sent = Message & { readonly id: string };

/** Title and lines as text; what is beyond so many characters is left out, with a word of it. */
export function toText({ title, lines }: Message, most: number): string {
  const text = [title, ...lines].join("\n");
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`;
}
