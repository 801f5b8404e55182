import { type Client, type ClientOptions, createClientOf } from "./client.ts";
import { channelRoutes } from "./routes/channels.ts";
import { imageRoutes } from "./routes/images.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { peopleRoutes } from "./routes/people.ts";
import { policyRoutes } from "./routes/policies.ts";
import { registryRoutes } from "./routes/registries.ts";
import { scannerRoutes } from "./routes/scanners.ts";
import { scanRoutes } from "./routes/scans.ts";
import { sessionRoutes } from "./routes/session.ts";
import { settingRoutes } from "./routes/settings.ts";

export type { Route } from "./routes/route.ts";

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
  ...settingRoutes,
};

export type RouteName = keyof typeof routes;

/** A function for each route; answers are checked by their schemas. */
export function createClient(options: ClientOptions = {}): Client {
  return createClientOf(routes, options);
}
