import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { RowSelectionState } from "@tanstack/react-table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { type ImageFilter, useImages } from "../../data/use-images.ts";
import { ImagesEmpty } from "./images-empty.tsx";
import { ImagesFilter } from "./images-filter.tsx";
import { ImagesTable } from "./images-table.tsx";

const route = getRouteApi("/inside/images");

export function ImagesPage() {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = useNavigate({ from: "/images" });
  // Another filter is another list: what was chosen in the one before is forgotten.
  const list = JSON.stringify(filter);

  function change(next: ImageFilter) {
    void navigate({ search: next, replace: true });
  }

  return (
    <Page title={t("frame.images")}>
      <ImagesFilter filter={filter} onChange={change} />
      <ImagesList key={list} filter={filter} onClear={() => change({})} />
    </Page>
  );
}

type ListProps = { filter: ImageFilter; onClear: () => void };

function ImagesList({ filter, onClear }: ListProps) {
  const images = useImages(filter);
  const [selected, setSelected] = useState<RowSelectionState>({});
  if (images.isPending) return <LoadingRows rows={10} />;
  if (images.isError)
    return (
      <Panel>
        <ProblemState error={images.error} onRetry={() => void images.refetch()} />
      </Panel>
    );
  const rows = images.data.pages.flatMap((page) => page.items);
  if (rows.length === 0)
    return (
      <Panel>
        <ImagesEmpty filtered={Object.values(filter).some(Boolean)} onClear={onClear} />
      </Panel>
    );
  return (
    <ImagesTable
      images={rows}
      complete={!images.hasNextPage}
      onMore={() => {
        if (images.hasNextPage && !images.isFetchingNextPage) void images.fetchNextPage();
      }}
      selected={selected}
      onSelect={setSelected}
    />
  );
}
