import { z } from "zod";

export const signInSearch = z.object({ next: z.string().max(2000).optional().catch(undefined) });
