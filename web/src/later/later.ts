import { type ComponentType, type LazyExoticComponent, lazy } from "react";

type Later<P> = LazyExoticComponent<ComponentType<P>> & {
  /** Begins before it is shown. */
  preload(): void;
};

/** A component whose code is loaded when it is shown for the first time; it stands within a `Suspense`. */
export function later<const N extends string, P extends object>(
  load: () => Promise<Readonly<Record<N, ComponentType<P>>>>,
  name: N,
): Later<P> {
  const shown = lazy(async () => ({ default: (await load())[name] as ComponentType<P> }));
  // What fails is told when it is shown.
  return Object.assign(shown, { preload: () => void load().catch(() => {}) });
}
