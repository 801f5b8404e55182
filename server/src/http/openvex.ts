import { apiPrefix } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import { exportOpenVex } from "../exceptions/export.ts";
import type { Service } from "../service.ts";
import { authenticate } from "./session-cookie.ts";

/** Exceptions as a file: no JSON route of ours, as its form is OpenVEX's. */
export function addOpenVex(app: FastifyInstance, service: Service): void {
  app.get(`${apiPrefix}/exceptions/openvex`, {
    schema: { hide: true },
    onRequest: async (request, reply) => {
      reply.header("cache-control", "no-store");
      await authenticate(service.db, request, reply);
    },
    handler: async (_, reply) =>
      reply
        .header("content-disposition", 'attachment; filename="exceptions.openvex.json"')
        .send(await exportOpenVex(service)),
  });
}
