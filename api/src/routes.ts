import { channelRoutes } from "./routes/channels.ts";
import { imageRoutes } from "./routes/images.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { peopleRoutes } from "./routes/people.ts";
import { policyRoutes } from "./routes/policies.ts";
import { registryRoutes } from "./routes/registries.ts";
import { scannerRoutes } from "./routes/scanners.ts";
import { scanRoutes } from "./routes/scans.ts";
import { sessionRoutes } from "./routes/session.ts";

export type { Route } from "./routes/route.ts";

export const apiPrefix = "/api/v1";

/** Every JSON route of the API. The server, the OpenAPI document and the client are made from it. */
export const routes = {
  ...sessionRoutes,
  ...overviewRoutes,
  ...imageRoutes,
  ...scanRoutes,
  ...policyRoutes,
  ...channelRoutes,
  ...registryRoutes,
  ...scannerRoutes,
  ...peopleRoutes,
};

export type RouteName = keyof typeof routes;

/** Server-sent events of type `PlimsollEvent`; not a JSON route, so not in the table. */
export const eventsPath = `${apiPrefix}/events`;
