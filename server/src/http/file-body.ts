import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { fileType } from "@plimsoll/api";
import { errorCodes, type FastifyInstance, type FastifyRequest } from "fastify";
import { z } from "zod";
import { PlimsollError } from "../error.ts";
import { giveTime } from "../inbound/body-deadline.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Its body is a file: it comes as a stream, which the route bounds by itself. */
    file?: boolean;
  }
}

/** Milliseconds that a request may take to come: some gigabytes over a slow line, and all others. */
export const longestRequest = 4 * 3_600_000;
export const usualRequest = 60_000;

/** Of a route whose body is a file; of all others such a body is refused, as any that is not JSON. */
export function addFileBodies(app: FastifyInstance): void {
  app.addContentTypeParser(fileType, (request, payload, done) => {
    if (request.routeOptions.config.file) done(null, payload);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(fileType));
  });
}

/** Runs something with the file that a request brings. Whatever is not read of it in the end is let go. */
export async function withFile<T>(
  request: FastifyRequest,
  use: (body: Readable, bytes: number | null) => Promise<T>,
): Promise<T> {
  const { raw, headers } = request;
  const body: unknown = request.body;
  if (!(body instanceof Readable))
    throw new PlimsollError("bad-request", "The body has to be the file itself.", {
      hint: `Send it as ${fileType}.`,
    });
  giveTime(raw, longestRequest);
  const length = headers["content-length"];
  try {
    return await use(body, length === undefined ? null : Number(length));
  } finally {
    letGo(raw);
  }
}

/** Of a route in the OpenAPI document. https://spec.openapis.org/oas/v3.1.0#considerations-for-file-uploads */
export const fileBody = { body: z.any(), consumes: [fileType] };

/** Who still sends reads the answer only afterwards, or not at all where the connection ends meanwhile. */
function letGo(raw: IncomingMessage): void {
  giveTime(raw, usualRequest);
  raw.resume();
}
