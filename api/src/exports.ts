import { z } from "zod";
import { reportQuery } from "./reports.ts";
import { exportForms } from "./vocabulary.ts";

export type ExportForm = keyof typeof exportForms;

export const exportQuery = reportQuery.extend({
  format: z.enum(Object.keys(exportForms) as [ExportForm, ...ExportForm[]]),
});
