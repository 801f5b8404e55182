import { z } from "zod";
import { idSchema, severitySchema } from "./words.ts";

export const searchQuery = z.object({ q: z.string().trim().min(2).max(255) });

/** The first few of each kind. */
export const searchSchema = z.object({
  images: z.array(
    z.object({
      registry: z.object({ id: idSchema, name: z.string() }),
      space: z.string(),
      repository: z.string(),
    }),
  ),
  /** By a digest or its beginning. */
  artifacts: z.array(
    z.object({
      id: idSchema,
      repository: z.string(),
      digest: z.string(),
      tags: z.array(z.string()),
    }),
  ),
  vulnerabilities: z.array(z.object({ id: z.string(), severity: severitySchema, images: z.int() })),
  /** Names of what is installed anywhere. */
  packages: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type SearchResult = z.infer<typeof searchSchema>;
