import { Select } from "@mantine/core";
import { scanStates, scanTriggers } from "@plimsoll/api/bare";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import styles from "../../components/filter-bar/filter-bar.module.css";
import { FilterBar } from "../../components/filter-bar/filter-bar.tsx";
import { useStateWord } from "../../components/scan-cell/use-state-word.ts";
import { useRegistries } from "../../data/use-registries.ts";
import type { ScansSearch } from "./scans-search.ts";

const route = getRouteApi("/inside/scans");
/** Of a scan that was asked for; the others are of artifacts without one. */
const states = scanStates.filter((state) => !state.startsWith("not-"));

export function ScansFilter() {
  const { t } = useTranslation();
  const word = useStateWord();
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/scans" });
  const registries = useRegistries();
  const change = (next: Partial<ScansSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  return (
    <FilterBar>
      <Pick
        label={t("scans.state")}
        all={t("scans.allStates")}
        value={search.state}
        data={states.map((state) => ({ value: state, label: word(state) }))}
        onChange={(value) => change({ state: states.find((one) => one === value) })}
      />
      <Pick
        label={t("scans.trigger")}
        all={t("scans.allTriggers")}
        value={search.trigger}
        data={scanTriggers.map((one) => ({ value: one, label: t(`scanTrigger.${one}`) }))}
        onChange={(value) => change({ trigger: scanTriggers.find((one) => one === value) })}
      />
      <Pick
        label={t("images.registry")}
        all={t("images.allRegistries")}
        value={search.registry}
        data={(registries.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(value) => change({ registry: value ?? undefined })}
      />
    </FilterBar>
  );
}

type PickProps = {
  label: string;
  /** What stands where nothing is chosen. */
  all: string;
  value: string | undefined;
  data: { value: string; label: string }[];
  onChange: (value: string | null) => void;
};

function Pick({ label, all, value, data, onChange }: PickProps) {
  return (
    <Select
      size="xs"
      className={styles.pick ?? ""}
      aria-label={label}
      placeholder={all}
      data={data}
      value={value ?? null}
      onChange={onChange}
      clearable
      clearButtonProps={{ "aria-label": all }}
    />
  );
}
