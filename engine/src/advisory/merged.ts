import type { AdvisoryDatabase } from "./database.ts";

/** Both as one. What the upper says of a package by an id takes the place of what the lower says of it by that id. */
export function mergeDatabases(lower: AdvisoryDatabase, upper: AdvisoryDatabase): AdvisoryDatabase {
  const { products } = lower;
  return {
    info: {
      ...lower.info,
      name: `${lower.info.name} and ${upper.info.name}`,
      version: `${lower.info.version}+${upper.info.version}`,
      date: [lower.info.date, upper.info.date].sort().at(-1) ?? "",
      limits: [...lower.info.limits, ...upper.info.limits],
      sources: [...lower.info.sources, ...upper.info.sources],
    },
    covers: (ecosystem) => lower.covers(ecosystem) || upper.covers(ecosystem),
    lookup(ecosystem, name) {
      const own = upper.lookup(ecosystem, name);
      if (own.length === 0) return lower.lookup(ecosystem, name);
      const ids = new Set(own.map(({ id }) => id));
      return [...lower.lookup(ecosystem, name).filter(({ id }) => !ids.has(id)), ...own];
    },
    *packages() {
      yield* lower.packages();
      for (const one of upper.packages())
        if (lower.lookup(one.ecosystem, one.name).length === 0) yield one;
    },
    ...(products ? { products } : {}),
    close() {
      lower.close();
      upper.close();
    },
  };
}
