import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import styles from "../../components/filter-bar/filter-bar.module.css";
import { FilterBar } from "../../components/filter-bar/filter-bar.tsx";
import { FilterText } from "../../components/filter-bar/filter-text.tsx";
import type { ImageFilter } from "../../data/use-images.ts";
import { useRegistries } from "../../data/use-registries.ts";
import { useSpaceNames } from "../../data/use-spaces.ts";

type FilterProps = { filter: ImageFilter; onChange: (filter: ImageFilter) => void };

/** Which instance, which of its spaces, which names. */
export function ImagesFilter({ filter, onChange }: FilterProps) {
  const { t } = useTranslation();
  const registries = useRegistries();
  const spaces = useSpaceNames(filter.registry);
  return (
    <FilterBar>
      <Select
        size="xs"
        className={styles.pick ?? ""}
        aria-label={t("images.registry")}
        placeholder={t("images.allRegistries")}
        data={(registries.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.registry ?? null}
        onChange={(id) => onChange({ q: filter.q, registry: id ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": t("images.allRegistries") }}
        searchable
        nothingFoundMessage={t("state.noMatch")}
      />
      <Select
        size="xs"
        className={styles.pick ?? ""}
        aria-label={t("images.space")}
        placeholder={t("images.allSpaces")}
        data={spaces.data ?? []}
        value={filter.space ?? null}
        onChange={(space) => onChange({ ...filter, space: space ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": t("images.allSpaces") }}
        searchable
        limit={200}
        nothingFoundMessage={t("state.noMatch")}
      />
      <FilterText
        label={t("images.search")}
        value={filter.q}
        onChange={(q) => onChange({ ...filter, q })}
      />
    </FilterBar>
  );
}
