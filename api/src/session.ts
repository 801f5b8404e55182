import { z } from "zod";

export const signInSchema = z.object({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(1000),
});

export const sessionSchema = z.object({
  username: z.string(),
  role: z.enum(["administrator"]),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof sessionSchema>;

/** What the console shows around every page. */
export const aboutSchema = z.object({
  version: z.string(),
  /** The advisory database that matching uses now; null until it has been loaded. */
  database: z.lazy(() => databaseInfoSchema).nullable(),
});
export type About = z.infer<typeof aboutSchema>;

/** Which advisories a result rests on; `limits` are to be shown wherever it does. */
export const databaseInfoSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** The newest date in it, YYYY-MM-DD. */
  date: z.iso.date(),
  limits: z.array(z.string()),
  sources: z.array(z.object({ name: z.string(), license: z.string(), date: z.string() })),
});
export type DatabaseInfo = z.infer<typeof databaseInfoSchema>;
