import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Artifact } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useArtifact } from "../../../data/use-artifact.ts";
import { useArtifacts } from "../../../data/use-artifacts.ts";
import { useImages } from "../../../data/use-images.ts";
import { artifactName } from "../../../url/artifact-name.ts";

type CompareWithProps = {
  artifact: Artifact;
  other: string | undefined;
  onChoose: (id: string | undefined) => void;
};

/** Another artifact that has a report: of the same image, or the newest of an image that is looked for. */
export function CompareWith({ artifact, other, onChoose }: CompareWithProps) {
  const { t } = useTranslation();
  // Two registries may have images of one name.
  const nameOf = (one: Artifact) =>
    one.registry.id === artifact.registry.id
      ? artifactName(one)
      : `${artifactName(one)} (${one.registry.name})`;
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const chosen = useArtifact(other ?? artifact.id).data;
  const own = useArtifacts(artifact.imageId, true).data?.pages.flatMap(({ items }) => items) ?? [];
  // What was chosen is shown as text, and nobody looks for it.
  const isName = chosen !== undefined && asked === nameOf(chosen);
  const images = useImages({ q: isName || asked === "" ? undefined : asked });
  const newest = (images.data?.pages[0]?.items ?? []).flatMap((image) => image.newest ?? []);

  const scanned = (some: Artifact[]) =>
    some
      .filter(({ id, summary }) => id !== artifact.id && summary !== null)
      .map((one) => ({ value: one.id, label: nameOf(one) }));
  const ofImage = scanned(own);
  const others = [...newest, ...(chosen ? [chosen] : [])].filter(
    ({ id, imageId }, at, all) =>
      imageId !== artifact.imageId && all.findIndex((one) => one.id === id) === at,
  );
  return (
    <Select
      label={t("compare.with")}
      placeholder={t("compare.choose")}
      searchable
      clearable
      maw={420}
      data={[
        { group: t("compare.ofImage"), items: ofImage },
        { group: t("compare.ofOthers"), items: scanned(others) },
      ].filter(({ items }) => items.length > 0)}
      value={other ?? null}
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={t("compare.nothing")}
      onChange={(id) => onChoose(id ?? undefined)}
    />
  );
}
