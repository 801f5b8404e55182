import { z } from "zod";

// zod tries to compile its checks when a schema is made. The content security policy forbids that and
// browsers report the attempt, so this module comes before every one that makes a schema.
z.config({ jitless: true });
