import { apiPrefix, exportForms, exportPath, exportQuery, idSchema } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { exportReport } from "../reports/export.ts";
import type { Service } from "../service.ts";
import { fileAnswer, securityOf } from "./described.ts";
import { permit, requirePerson } from "./permit.ts";

/** A report as a file, for whoever is signed in. */
export function addExports(app: FastifyInstance, service: Service): void {
  app.route<{ Params: { id: string }; Querystring: z.output<typeof exportQuery> }>({
    method: "GET",
    url: `${apiPrefix}${exportPath(":id")}`,
    schema: {
      operationId: "exportReport",
      summary: "A report as a file: the command's forms",
      tags: ["artifacts"],
      ...securityOf("results.export"),
      response: fileAnswer(
        "The report",
        Object.values(exportForms).map(({ type }) => type),
      ),
      params: z.object({ id: idSchema }),
      querystring: exportQuery,
    },
    ...permit(service.db, "results.export"),
    handler: async (request, reply) => {
      const { params, query } = request;
      const person = requirePerson(request);
      const seen = service.seenBy(person.view);
      const { type, extension } = exportForms[query.format];
      const text = await exportReport(seen, person, params.id, query.format, query.scanner);
      return (
        reply
          .type(`${type}; charset=utf-8`)
          // Names in it come from images: a browser saves it and never shows it as a page of ours.
          .header("content-disposition", `attachment; filename="report-${params.id}.${extension}"`)
          .send(text)
      );
    },
  });
}
