import { type RouteName, routes } from "@plimsoll/api";

/** How each route is called. Made when the console is built: the schemas behind it are a third of what it would load. */
export const routeTable = Object.fromEntries(
  Object.entries(routes).map(([name, { method, path }]) => [name, { method, path }]),
) as Record<RouteName, Pick<(typeof routes)[RouteName], "method" | "path">>;
