import { apiPrefix } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import { exportOpenVex } from "../exceptions/export.ts";
import type { Service } from "../service.ts";
import { permit, requirePerson } from "./permit.ts";

/** Exceptions as a file: no JSON route of ours, as its form is OpenVEX's. */
export function addOpenVex(app: FastifyInstance, service: Service): void {
  app.get(`${apiPrefix}/exceptions/openvex`, {
    schema: { hide: true },
    ...permit(service.db, "results.export"),
    handler: async (request, reply) => {
      const person = requirePerson(request);
      return reply
        .header("content-disposition", 'attachment; filename="exceptions.openvex.json"')
        .send(await exportOpenVex(service.seenBy(person.view), person));
    },
  });
}
