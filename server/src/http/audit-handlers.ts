import { Readable } from "node:stream";
import { apiPrefix, auditExportPath, auditExportQuery } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { checkAudit } from "../audit/check.ts";
import { exportAudit } from "../audit/export.ts";
import { listAudit } from "../audit/list.ts";
import type { Service } from "../service.ts";
import { fileAnswer, securityOf } from "./described.ts";
import { permit, requirePerson } from "./permit.ts";
import type { Handlers } from "./routes.ts";

export function createAuditHandlers(service: Service): Pick<Handlers, "listAudit" | "checkAudit"> {
  return {
    listAudit: ({ person, query }) => listAudit(service, person, query),
    checkAudit: ({ person }) => checkAudit(service, person),
  };
}

const types = { csv: "text/csv", jsonl: "application/jsonl" } as const;

/** The audit as a file, written as fast as it is read. */
export function addAuditExport(app: FastifyInstance, service: Service): void {
  app.route<{ Querystring: z.output<typeof auditExportQuery> }>({
    method: "GET",
    url: `${apiPrefix}${auditExportPath}`,
    schema: {
      operationId: "exportAudit",
      summary: "The audit as a file, the oldest first",
      tags: ["audit"],
      ...securityOf("audit.read"),
      response: fileAnswer("The audit", Object.values(types)),
      querystring: auditExportQuery,
    },
    ...permit(service.db, "audit.read"),
    handler: async (request, reply) => {
      const person = requirePerson(request);
      const parts = await exportAudit(service, person, request.query);
      const { format } = request.query;
      const name = `plimsoll-audit-${new Date().toISOString().slice(0, 10)}.${format}`;
      return reply
        .type(`${types[format]}; charset=utf-8`)
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(Readable.from(parts, { highWaterMark: 1 }));
    },
  });
}
