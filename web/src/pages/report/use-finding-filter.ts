import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { FindingFilter } from "../../data/use-findings.ts";
import type { ReportSearch } from "./report-search.ts";

const route = getRouteApi("/inside/artifacts/$id");

/** The filter of the list of vulnerabilities as the address holds it, and a way to change it. */
export function useFindingFilter() {
  const { q, severity, fixable, sort, order, scanner, group, of } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const filter: FindingFilter = {
    q,
    severity,
    fixable,
    sort: sort ?? "severity",
    order: order ?? "desc",
    scanner,
    ...(group && of !== undefined && { [group]: of }),
  };
  const change = (next: Partial<ReportSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const clear = () => change({ q: undefined, severity: undefined, fixable: undefined });
  return { filter, group, of, change, clear };
}
