import type { channelTargetSchema } from "@plimsoll/api";
import type { z } from "zod";
import type { Sent } from "../message.ts";

export type Target = z.output<typeof channelTargetSchema>;
type UrlTarget = Extract<Target, { kind: "url" }>;
export type EmailTarget = Extract<Target, { kind: "email" }>;

/** What is posted; the body is sent as it is, for it may be signed. */
export type Post = {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A place that takes messages at a URL. */
export type UrlKind = {
  post(message: Sent, target: UrlTarget): Post;
  /** Why it did not take the message although its status says so, from what it answered; null where it did. */
  refusal?(answer: unknown): string | null;
};

/** Of those that answer with a code of their own, in a field: 0 is well. */
export function refusalBy(code: string, words: string): (answer: unknown) => string | null {
  return (answer) => {
    if (typeof answer !== "object" || answer === null || !(code in answer)) return null;
    const { [code]: number, [words]: text } = answer as Record<string, unknown>;
    return number === 0 ? null : `${number}: ${String(text ?? "")}`;
  };
}
