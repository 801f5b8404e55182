import type { SearchResult } from "@plimsoll/api";
import type { NavigateOptions } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { shortDigest } from "../../format/digest.ts";
import { imagePath } from "../../url/image-path.ts";

type Option = {
  readonly key: string;
  readonly name: string;
  readonly more: string;
  readonly to: NavigateOptions;
};
type Group = { readonly kind: keyof SearchResult; readonly options: readonly Option[] };

/** What was found, by kind, each with where it leads; kinds without any are left out. */
export function foundGroups(found: SearchResult, t: TFunction): Group[] {
  const groups: Group[] = [
    {
      kind: "images",
      options: found.images.map((image) => ({
        key: `image ${image.registry.id} ${image.repository}`,
        name: image.repository,
        more: image.registry.name,
        to: { to: "/images/$registry/$space/$repository", params: imagePath(image) },
      })),
    },
    {
      kind: "artifacts",
      options: found.artifacts.map(({ id, digest, repository, tags }) => ({
        key: `artifact ${id}`,
        name: shortDigest(digest),
        more: [repository, tags[0]].filter(Boolean).join(":"),
        to: { to: "/artifacts/$id", params: { id } },
      })),
    },
    {
      kind: "vulnerabilities",
      options: found.vulnerabilities.map(({ id, images }) => ({
        key: `vulnerability ${id}`,
        name: id,
        more: t("search.inImages", { count: images }),
        to: { to: "/vulnerabilities/$id", params: { id } },
      })),
    },
    {
      kind: "packages",
      options: found.packages.map(({ name, type }) => ({
        key: `package ${type} ${name}`,
        name,
        more: type,
        to: { to: "/vulnerabilities", search: { q: name } },
      })),
    },
  ];
  return groups.filter(({ options }) => options.length > 0);
}
