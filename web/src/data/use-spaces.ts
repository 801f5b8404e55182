import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

/** The spaces of one registry. */
export function useSpaces(registry: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.spaces, { of: registry }],
    queryFn: ({ signal }) =>
      readAll((page) => client.listSpaces({ query: { registry, ...page }, signal })),
    enabled,
  });
}

/** The spaces of this name, of one registry or of all. */
export function useNamedSpaces(registry: string | undefined, name: string) {
  return useQuery({
    queryKey: [...keys.spaces, { registry }],
    queryFn: ({ signal }) =>
      readAll((page) => client.listSpaces({ query: { registry, ...page }, signal })),
    select: (spaces) => spaces.filter((space) => space.name === name),
  });
}

/** Names of the registry spaces, of one registry or of all: equal names in two registries are one here. */
export function useSpaceNames(registry: string | undefined) {
  return useQuery({
    queryKey: [...keys.spaces, { registry }],
    queryFn: ({ signal }) =>
      readAll((page) => client.listSpaces({ query: { registry, ...page }, signal })),
    select: (spaces) => [...new Set(spaces.map((space) => space.name))].sort(),
    placeholderData: keepPreviousData,
  });
}
