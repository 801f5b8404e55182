import { Switch } from "@mantine/core";
import type { Summary } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { FilterBar } from "../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../components/filter-bar/filter-text.tsx";
import { SeverityPills } from "./severity-pills.tsx";
import { useFindingFilter } from "./use-finding-filter.ts";

export function FindingsFilter({ summary }: { summary: Summary }) {
  const { t } = useTranslation();
  const { filter, change } = useFindingFilter();
  return (
    <FilterBar>
      <FilterText label={t("findings.search")} value={filter.q} onChange={(q) => change({ q })} />
      <SeverityPills
        summary={summary}
        chosen={filter.severity ?? []}
        onChange={(severity) => change({ severity: severity.length === 0 ? undefined : severity })}
      />
      <Switch
        size="sm"
        label={t("findings.fixableOnly")}
        checked={filter.fixable ?? false}
        onChange={(event) => change({ fixable: event.currentTarget.checked || undefined })}
      />
    </FilterBar>
  );
}
