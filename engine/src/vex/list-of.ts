import { z } from "zod";

/** A list that is read no further than its first bad part: of a million bad ones zod would describe each, which costs gigabytes. */
export function listOf<T>(part: z.ZodType<T>) {
  return z.array(z.unknown()).transform((values, context): T[] => {
    const parts: T[] = [];
    for (const [at, value] of values.entries()) {
      const read = part.safeParse(value);
      if (read.success) {
        parts.push(read.data);
        continue;
      }
      for (const { path, message } of read.error.issues.slice(0, 5))
        context.addIssue({ code: "custom", path: [at, ...path], message });
      return z.NEVER;
    }
    return parts;
  });
}
