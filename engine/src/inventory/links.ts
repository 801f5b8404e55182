import type { LayerStack, Placed } from "../layer/stack.ts";
import type { Limits } from "../limits.ts";
import type { Analyser } from "./analyser.ts";
import { analyserFor, analysers } from "./analysers.ts";
import { whyLeftOut } from "./left-out.ts";
import type { Skipped } from "./package.ts";

/** A file that a link brings under a name that is wanted, while its own is not. */
export type LinkedName = {
  /** The wanted name. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  readonly layer: number;
  readonly analyser: Analyser;
  /** Layers below that have the file too: what they say tells a package's origin. */
  readonly holders: readonly number[];
};

/**
 * Finds what only links lead to: `/var/lib/dpkg` moved elsewhere, a `package.json` hard-linked from a store.
 * Links are followed inside the image only, as in a chroot.
 */
export function followLinks(
  stack: LayerStack,
  limits: Limits,
): { linked: LinkedName[]; skipped: Skipped[] } {
  const links = stack.visible((layer) => layer.links);
  const found = new Map<string, LinkedName>();
  const skipped: Skipped[] = [];
  let stepsLeft = limits.linkSteps;

  function add(name: string, path: string, top: number | undefined, analyser: Analyser): boolean {
    const layer = stack.locate(path, top);
    if (layer === null) return false;
    // A file that is read under its own name is not a second one.
    if (analyserFor(path)?.name === analyser.name && stack.locate(path) === layer) return true;
    found.set(name, { name, path, layer, analyser, holders: stack.holders(path) });
    return true;
  }

  for (const [path, { layer, item: target }] of stack.visible((layer) => layer.hardLinks)) {
    const analyser = analyserBehind(path);
    if (analyser && !add(path, target, layer, analyser))
      skipped.push({ path, layer, reason: whyLeftOut("hard-link-nowhere") });
  }

  for (const [path, { layer }] of links) {
    const own = analyserBehind(path);
    const below = analysers.filter((analyser) => analyser.wantsBelow(path));
    if (!own && below.length === 0) continue;
    if (stepsLeft < 0) break;
    const { real, steps } = resolveLink(path, links);
    stepsLeft -= steps;
    if (real === null) {
      if (own) skipped.push({ path, layer, reason: whyLeftOut("links-in-circles") });
      continue;
    }
    if (own) add(path, real, undefined, own);
    if (below.length === 0 || real === "") continue;
    for (const [file, holder] of stack.below(real)) {
      stepsLeft -= stack.layers.length;
      if (stepsLeft < 0) break;
      const name = path + file.slice(real.length);
      const analyser = below.find((one) => one.wants(name));
      if (analyser && stack.locate(file) === holder) add(name, file, undefined, analyser);
    }
  }
  if (stepsLeft < 0)
    skipped.unshift({
      path: "",
      layer: null,
      reason: whyLeftOut("too-many-links"),
    });
  return { linked: [...found.values()], skipped };
}

function analyserBehind(link: string): Analyser | null {
  const analyser = analyserFor(link);
  return analyser?.minor ? null : analyser;
}

/** Where a path ends once all links in it are followed; null when they lead in circles. Above the root is the root. */
function resolveLink(
  path: string,
  links: ReadonlyMap<string, Placed<string>>,
): { real: string | null; steps: number } {
  const todo = path.split("/").reverse();
  const done: string[] = [];
  let hops = 0;
  let steps = 0;
  while (todo.length > 0) {
    const part = todo.pop() ?? "";
    steps += done.length + 1;
    if (part === "" || part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    done.push(part);
    const target = links.get(done.join("/"))?.item;
    if (target === undefined) continue;
    // As Linux: 40 links, then ELOOP.
    if (++hops > 40) return { real: null, steps };
    done.pop();
    if (target.startsWith("/")) done.length = 0;
    todo.push(...target.split("/").reverse());
  }
  return { real: done.join("/"), steps };
}
