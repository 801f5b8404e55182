import type { Package } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/**
 * Of each package of an inventory the place, from 0 and in the same order, of what brought it; -1 where that is not told.
 * Ways share their beginnings: so kept, all of them take two bytes a package. Null where nothing is told of any.
 */
export type Bringers = readonly number[] | null;

/** What is told of one package: nothing, where it is not told. */
type Brought = Pick<Package, "broughtBy">;

/** What a smallint holds. No honest image has so many packages: what comes later is not named in others' ways. */
const lastPlace = 2 ** 15 - 1;
/** More steps than a way has: only what is broken goes round. */
const mostSteps = 100;

/** Where a way names what is no package of the inventory, it is left out of it. */
export function bringersOf(
  packages: readonly Pick<Package, "type" | "name" | "broughtBy">[],
): Bringers {
  const nodes = new Map<string, number>();
  const step = (from: number | string, name: string) => {
    const key = `${from} ${name}`;
    const node = nodes.get(key) ?? nodes.size;
    nodes.set(key, node);
    return node;
  };
  const places = new Map<number, number>();
  for (const [place, { type, name, broughtBy = [] }] of packages.entries()) {
    const node = [...broughtBy, name].reduce<number | string>(step, type);
    if (place <= lastPlace && typeof node === "number" && !places.has(node))
      places.set(node, place);
  }
  const bringers = packages.map(({ type, broughtBy = [] }) => {
    let node: number | string = type;
    let nearest = -1;
    for (const name of broughtBy) {
      node = step(node, name);
      nearest = places.get(node) ?? nearest;
    }
    return nearest;
  });
  return bringers.some((place) => place >= 0) ? bringers : null;
}

/** The package's at a place, from 0, where `nameAt` says who is at the places before. */
export function broughtTo(
  place: number,
  bringers: Bringers,
  nameAt: (place: number) => string | undefined,
): Brought {
  const names = placesTo(place, bringers).flatMap((one) => nameAt(one) ?? []);
  return names.length > 0 ? { broughtBy: names } : {};
}

/** Outermost first, without the place itself. */
function placesTo(place: number, bringers: Bringers): number[] {
  const way: number[] = [];
  let at = bringers?.[place] ?? -1;
  for (; at >= 0 && way.length < mostSteps; at = bringers?.[at] ?? -1) way.push(at);
  return way.reverse();
}

/** A package in an image: its place counts from 1, as the database does. */
type Held = { readonly artifact_id: string; readonly position: number };

/** By what these were brought: two queries, however many there are. */
export async function readBroughtBy(
  db: Db,
  held: readonly Held[],
): Promise<(one: Held) => Brought> {
  const images = [...new Set(held.map((one) => one.artifact_id))];
  const inventories = await sql<{
    artifact_id: string;
    package_ids: number[];
    brought_by: number[];
  }>`
    select artifact_id, package_ids, brought_by from inventory
    where artifact_id = any(${images}::uuid[]) and brought_by is not null`.execute(db);
  const of = new Map(inventories.rows.map((one) => [one.artifact_id, one]));
  const ids = new Set(
    held.flatMap(({ artifact_id, position }) => {
      const inventory = of.get(artifact_id);
      const way = placesTo(position - 1, inventory?.brought_by ?? null);
      return way.flatMap((place) => inventory?.package_ids[place] ?? []);
    }),
  );
  const { rows } = await sql<{ id: number; name: string }>`
    select id, data -> 'package' ->> 'name' as name from package
    where id = any(${[...ids]}::integer[])`.execute(db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return ({ artifact_id, position }) => {
    const inventory = of.get(artifact_id);
    const nameAt = (place: number) => names.get(inventory?.package_ids[place] ?? -1);
    return broughtTo(position - 1, inventory?.brought_by ?? null, nameAt);
  };
}
