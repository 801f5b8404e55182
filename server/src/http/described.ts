import { type Permission, problemSchema } from "@plimsoll/api";
import { z } from "zod";

/** In the OpenAPI document, of every route: what is answered where nothing else is. */
export const problemAnswers = {
  default: {
    description: "What was refused or went wrong",
    content: { "application/problem+json": { schema: problemSchema } },
  },
} as const;

export function securityOf(permission: Permission | null) {
  return permission === null ? {} : { security: [{ session: [] }, { token: [] }] };
}

/** A route that answers with a file of one of these types. */
export function fileAnswer(description: string, types: Iterable<string>) {
  const content = [...new Set(types)].map((type) => [
    type,
    { schema: /\bjson$/.test(type) ? z.looseObject({}) : z.string() },
  ]);
  return { 200: { description, content: Object.fromEntries(content) }, ...problemAnswers };
}
