import { z } from "zod";

// What a person or an old link got wrong falls back to nothing; it never breaks the page.

export const textField = z.string().trim().min(1).max(255).optional().catch(undefined);

export const idField = z.uuid().optional().catch(undefined);

export const flagField = z
  .union([z.boolean(), z.stringbool()])
  .optional()
  .catch(undefined)
  .transform((on) => on || undefined);

export function wordField<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words).optional().catch(undefined);
}

/** A list separated by commas; unknown members are left out, the others stay. */
export function listField<T extends string>(isMember: (word: string) => word is T) {
  return z
    .union([z.array(z.string()), z.string().transform((text) => text.split(","))])
    .optional()
    .catch(undefined)
    .transform((words) => {
      const members = [...new Set(words ?? [])].filter(isMember).slice(0, 100);
      return members.length === 0 ? undefined : members;
    });
}
