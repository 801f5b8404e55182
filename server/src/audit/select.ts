import { type auditExportQuery, idSchema } from "@plimsoll/api";
import type { z } from "zod";
import type { View } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";

export type AuditFilters = Omit<z.output<typeof auditExportQuery>, "format">;

/** Rows that are asked for, of those that are seen: of a workspace what was done in it. */
export function selectAudit(db: Db, view: View, filters: AuditFilters) {
  const { actor, action, target, outcome, workspace, since, until } = filters;
  let rows = db.selectFrom("audit");
  if (view.kind === "workspace") rows = rows.where("workspace_id", "=", view.id);
  if (view.kind === "open") rows = rows.where((where) => where.lit(false));
  if (actor !== undefined)
    rows = rows.where((where) =>
      where.or([
        where("actor_name", "ilike", contains(actor)),
        ...(isId(actor) ? [where("actor_id", "=", actor)] : []),
      ]),
    );
  if (action !== undefined)
    rows = action.endsWith(".")
      ? rows.where("action", "like", `${escaped(action)}%`)
      : rows.where("action", "=", action);
  if (target !== undefined)
    rows = rows.where((where) =>
      where.or([
        where("target_name", "ilike", contains(target)),
        where("target_id", "ilike", contains(target)),
      ]),
    );
  if (outcome !== undefined) rows = rows.where("outcome", "=", outcome);
  if (workspace !== undefined) rows = rows.where("workspace_id", "=", workspace);
  if (since !== undefined) rows = rows.where("at", ">=", new Date(since));
  if (until !== undefined) rows = rows.where("at", "<=", new Date(until));
  return rows;
}

function contains(text: string): string {
  return `%${escaped(text)}%`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

function isId(text: string): boolean {
  return idSchema.safeParse(text).success;
}
