import { type LayerInventory, unpackTree } from "./layer-inventory.ts";
import { ancestors } from "./path.ts";
import { createPathTree, type PathTree } from "./path-tree.ts";

/** The layers of an image on one another, bottom first, https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets */
export type LayerStack = {
  readonly layers: readonly LayerInventory[];
  /** What is left of each layer's own items (by path) once all above are applied. */
  visible<T>(
    itemsOf: (layer: LayerInventory, index: number) => Iterable<readonly [path: string, item: T]>,
  ): Map<string, Placed<T>>;
  /** The layer whose file stands at the path in the layers up to `top`; null where none does. */
  locate(path: string, top?: number): number | null;
  /** All layers that have a file there, hidden or not. */
  holders(path: string): number[];
  /** Each layer's files below a directory, hidden or not. */
  below(folder: string): Iterable<readonly [path: string, layer: number]>;
};

export type Placed<T> = { readonly layer: number; readonly item: T };

type Level = {
  /** Sorted: looked up by halves, since most images ask for less than a set of them takes to make. */
  readonly files: readonly string[];
  readonly whiteouts: ReadonlySet<string>;
  readonly opaque: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
};

export function stackLayers(layers: readonly LayerInventory[]): LayerStack {
  const levels: (Level | undefined)[] = [];

  function level(index: number): Level {
    const known = levels[index];
    if (known) return known;
    const layer = layers[index];
    const made: Level = {
      files: layer ? unpackTree(layer.tree) : [],
      whiteouts: new Set(layer?.whiteouts),
      opaque: new Set(layer?.opaque),
      directories: new Set(layer?.directories),
    };
    levels[index] = made;
    return made;
  }

  function locate(path: string, top = layers.length - 1): number | null {
    for (let index = top; index >= 0; index--) {
      if (holds(level(index).files, path)) return index;
      if (hides(level(index), path)) return null;
    }
    return null;
  }

  return {
    layers,
    visible(itemsOf) {
      const tree: PathTree<Placed<ItemOf<typeof itemsOf>>> = createPathTree();
      for (const [index, layer] of layers.entries()) {
        if (!tree.isEmpty()) applyMarks(tree, level(index));
        for (const [path, item] of itemsOf(layer, index)) tree.set(path, { layer: index, item });
      }
      return new Map(tree.entries());
    },
    locate,
    holders: (path) =>
      layers.map((_, index) => index).filter((index) => holds(level(index).files, path)),
    *below(folder) {
      const prefix = `${folder}/`;
      for (let index = layers.length - 1; index >= 0; index--) {
        const { files } = level(index);
        for (let at = firstNotBefore(files, prefix); at < files.length; at++) {
          const path = files[at] ?? "";
          if (!path.startsWith(prefix)) break;
          yield [path, index];
        }
      }
    },
  };
}

type ItemOf<F> = F extends (
  layer: LayerInventory,
  index: number,
) => Iterable<readonly [string, infer T]>
  ? T
  : never;

/** Takes out of the tree what a layer hides; costs no more than the layer has entries, however much lies below. */
function applyMarks(
  tree: PathTree<unknown>,
  { files, whiteouts, opaque, directories }: Level,
): void {
  for (const path of opaque) tree.empty(path);
  for (const path of whiteouts) tree.remove(path);
  // A file or a link in a directory's place takes all that was in it.
  if (tree.places() < files.length) tree.prune((path) => holds(files, path));
  else for (const path of files) tree.remove(path);
  for (const path of directories) tree.drop(path);
}

/** Whether a layer takes away what lies at the path in the layers below it; its own files are not asked about. */
function hides(level: Level, path: string): boolean {
  const { files, whiteouts, opaque, directories } = level;
  if (whiteouts.has(path) || directories.has(path) || opaque.has("") || holds(files, path))
    return true;
  // A file or a link in a directory's place takes all that was in it.
  for (const folder of ancestors(path))
    if (opaque.has(folder) || whiteouts.has(folder) || holds(files, folder)) return true;
  return false;
}

function holds(sorted: readonly string[], path: string): boolean {
  return sorted[firstNotBefore(sorted, path)] === path;
}

function firstNotBefore(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
