/** Items by path, of which whole folders can be taken away at once. */
export type PathTree<T> = {
  isEmpty(): boolean;
  /** How many items and folders there have been: never less than there are. */
  places(): number;
  set(path: string, item: T): void;
  /** The item there and all below. */
  remove(path: string): void;
  /** All below, not the item there; "" is the root. */
  empty(path: string): void;
  /** Every item and folder for which it holds, and all below. */
  prune(isGone: (path: string) => boolean): void;
  /** The item there alone. */
  drop(path: string): void;
  entries(): Iterable<[path: string, item: T]>;
};

type Branch<T> = { item?: T | undefined; below?: Map<string, Branch<T>> | undefined };

export function createPathTree<T>(): PathTree<T> {
  const root: Branch<T> = {};
  let places = 0;

  function find(path: string): Branch<T> | undefined {
    let at: Branch<T> | undefined = root;
    for (const part of parts(path)) {
      at = at.below?.get(part);
      if (!at) return undefined;
    }
    return at;
  }

  return {
    isEmpty: () => !root.below || root.below.size === 0,
    places: () => places,
    set(path, item) {
      let at = root;
      for (const part of parts(path)) {
        at.below ??= new Map();
        let next = at.below.get(part);
        if (!next) {
          next = {};
          places++;
          at.below.set(part, next);
        }
        at = next;
      }
      at.item = item;
    },
    remove(path) {
      const slash = path.lastIndexOf("/");
      find(slash < 0 ? "" : path.slice(0, slash))?.below?.delete(path.slice(slash + 1));
    },
    empty(path) {
      const branch = find(path);
      if (branch) branch.below = undefined;
    },
    prune(isGone) {
      const todo: [string, Branch<T>][] = [["", root]];
      for (let next = todo.pop(); next; next = todo.pop()) {
        const [folder, { below }] = next;
        for (const [part, branch] of below ?? []) {
          const path = joined(folder, part);
          if (isGone(path)) below?.delete(part);
          else if (branch.below) todo.push([path, branch]);
        }
      }
    },
    drop(path) {
      const branch = find(path);
      if (branch) branch.item = undefined;
    },
    *entries() {
      const todo: [string, Branch<T>][] = [["", root]];
      for (let next = todo.pop(); next; next = todo.pop()) {
        const [path, { item, below }] = next;
        if (item !== undefined) yield [path, item];
        for (const [part, branch] of below ?? []) todo.push([joined(path, part), branch]);
      }
    },
  };
}

function joined(folder: string, part: string): string {
  return folder === "" ? part : `${folder}/${part}`;
}

/** One after the other, so that a look-up ends at the first part that is not there. */
function* parts(path: string): Iterable<string> {
  if (path === "") return;
  let from = 0;
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", from)) {
    yield path.slice(from, slash);
    from = slash + 1;
  }
  yield path.slice(from);
}
