import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { RowSelectionState } from "@tanstack/react-table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { NativeLink } from "../../components/links/native-link.tsx";
import { Page } from "../../components/page/page.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { type ImageFilter, useImages } from "../../data/use-images.ts";
import { useNamedSpaces } from "../../data/use-spaces.ts";
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
    <Page
      title={t("frame.images")}
      heading={filter.space}
      above={
        filter.space && (
          <TextLink to="/images" size="xs">
            {t("frame.images")}
          </TextLink>
        )
      }
      aside={filter.space && <SpaceJump registry={filter.registry} name={filter.space} />}
    >
      <ImagesFilter filter={filter} onChange={change} />
      <ImagesList key={list} filter={filter} onClear={() => change({})} />
    </Page>
  );
}

/** To the space in its own Harbor; spaces of the same name in several registries have no one page. */
function SpaceJump({ registry, name }: { registry: string | undefined; name: string }) {
  const spaces = useNamedSpaces(registry, name);
  const [only, ...more] = spaces.data ?? [];
  return more.length === 0 ? <NativeLink name={name} href={only?.nativeUrl} /> : null;
}

type ListProps = { filter: ImageFilter; onClear: () => void };

function ImagesList({ filter, onClear }: ListProps) {
  const images = useImages(filter);
  const [selected, setSelected] = useState<RowSelectionState>({});
  if (!images.isSuccess) return <Waiting for={images} rows={10} />;
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
      onMore={moreOf(images)}
      selected={selected}
      onSelect={setSelected}
    />
  );
}
