import { z } from "zod";
import type { Permission } from "../permissions.ts";
import { idSchema } from "../words.ts";

/** One route: what goes in, what comes out, who may call it. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `apiPrefix`, with `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  /** Null: anyone, signed in or not. */
  readonly permission: Permission | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** The body is a file instead, as it is: `application/octet-stream`. */
  readonly file?: true;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: z.ZodType;
};

export const byId = z.object({ id: idSchema });
/** By the vulnerability's own id. */
export const byName = z.object({ id: z.string().min(1).max(200) });
export const nothing = z.undefined();
