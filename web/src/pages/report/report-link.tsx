import type { ReactNode } from "react";
import { TextLink } from "../../components/links/links.tsx";
import type { ReportSearch } from "./report-search.ts";

type ReportLinkProps = { search: Partial<ReportSearch>; children: ReactNode };

/** Leads to another tab of the same report, of the same scanner. */
export function ReportLink({ search, children }: ReportLinkProps) {
  return (
    <TextLink
      from="/artifacts/$id"
      to="."
      search={({ scanner }) => ({ scanner, ...search })}
      size="sm"
    >
      {children}
    </TextLink>
  );
}
