import { apiPrefix } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { exportOpenVex } from "../exceptions/export.ts";
import type { Service } from "../service.ts";
import { problemAnswers, securityOf } from "./described.ts";
import { permit, requirePerson } from "./permit.ts";

/** Exceptions as a file: no JSON route of ours, as its form is OpenVEX's. */
export function addOpenVex(app: FastifyInstance, service: Service): void {
  app.get(`${apiPrefix}/exceptions/openvex`, {
    schema: {
      operationId: "exportExceptions",
      summary: "Exceptions as OpenVEX",
      tags: ["exceptions"],
      ...securityOf("results.export"),
      response: {
        200: {
          description: "The document, https://github.com/openvex/spec",
          content: { "application/json": { schema: z.looseObject({}) } },
        },
        ...problemAnswers,
      },
    },
    ...permit(service.db, "results.export"),
    handler: async (request, reply) => {
      const person = requirePerson(request);
      return reply
        .header("content-disposition", 'attachment; filename="exceptions.openvex.json"')
        .send(await exportOpenVex(service.seenBy(person.view), person));
    },
  });
}
