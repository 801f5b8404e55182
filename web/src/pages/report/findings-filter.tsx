import { Select, Switch } from "@mantine/core";
import type { Summary } from "@plimsoll/api";
import { findingGroupings } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { FilterBar } from "../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../components/filter-bar/filter-text.tsx";
import styles from "./report.module.css";
import { SeverityPills } from "./severity-pills.tsx";
import { useFindingFilter } from "./use-finding-filter.ts";

type FindingsFilterProps = {
  summary: Summary;
  /** Of an index, whose platforms have layers of their own. */
  index: boolean;
};

export function FindingsFilter({ summary, index }: FindingsFilterProps) {
  const { t } = useTranslation();
  const { filter, group, change } = useFindingFilter();
  return (
    <FilterBar>
      <div className={styles.search}>
        <FilterText label={t("findings.search")} value={filter.q} onChange={(q) => change({ q })} />
        <Select
          size="xs"
          w={150}
          aria-label={t("findings.groupBy")}
          placeholder={t("findings.notGrouped")}
          clearable
          data={findingGroupings
            .filter((by) => by !== "layer" || !index)
            .map((by) => ({ value: by, label: t(`findings.by.${by}`) }))}
          value={group ?? null}
          onChange={(value) =>
            change({ group: findingGroupings.find((by) => by === value), of: undefined })
          }
        />
      </div>
      <div className={styles.choice}>
        <SeverityPills
          summary={summary}
          chosen={filter.severity ?? []}
          onChange={(severity) =>
            change({ severity: severity.length === 0 ? undefined : severity })
          }
        />
        <Switch
          size="sm"
          label={t("findings.fixableOnly")}
          checked={filter.fixable ?? false}
          onChange={(event) => change({ fixable: event.currentTarget.checked || undefined })}
        />
      </div>
    </FilterBar>
  );
}
