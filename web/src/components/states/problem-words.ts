import type { ProblemCode } from "@plimsoll/api";
import { ApiError } from "@plimsoll/api/bare";

/** What the server can say, and two things that only a browser sees. */
type Code = ProblemCode | "unreachable" | "not-understood";

export type ProblemWords = {
  readonly code: Code;
  /** The server's own words, with the particulars. */
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly requestId?: string | undefined;
};

/** Which words of the console tell a person what went wrong. */
export function problemWords(error: unknown): ProblemWords {
  if (error instanceof ApiError) {
    const { code, detail, hint, requestId } = error.problem;
    return { code, detail, hint, requestId };
  }
  // fetch throws a TypeError when no answer came, https://fetch.spec.whatwg.org/#fetch-method
  if (error instanceof TypeError) return { code: "unreachable" };
  return { code: "not-understood" };
}
