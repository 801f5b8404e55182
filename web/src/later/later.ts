import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A component whose code is loaded when it is shown for the first time; it stands within a `Suspense`. */
export function later<const N extends string, P extends object>(
  load: () => Promise<Readonly<Record<N, ComponentType<P>>>>,
  name: N,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<P> }));
}
