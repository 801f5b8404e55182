import { Center, Loader } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ProblemState } from "./components/states/problem-state.tsx";
import { isProblem } from "./data/client.ts";
import { sessionQuery } from "./data/use-session.ts";
import { imageSearch } from "./pages/image/image-search.ts";
import { imagesSearch } from "./pages/images/images-search.ts";
import { NotFound } from "./pages/not-found/not-found.tsx";
import { reportSearch } from "./pages/report/report-search.ts";
import { signInSearch } from "./pages/sign-in/sign-in-search.ts";
import { parseSearch, stringifySearch } from "./url/search.ts";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

/** Everything below it is for people who are signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!isProblem(error, "not-signed-in")) throw error;
      const next = location.href === "/" ? undefined : location.href;
      throw redirect({ to: "/sign-in", search: { next }, replace: true });
    }
  },
  component: lazyRouteComponent(() => import("./components/frame/frame.tsx"), "Frame"),
});

const start = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/images", replace: true });
  },
});

const images = createRoute({
  getParentRoute: () => inside,
  path: "/images",
  validateSearch: imagesSearch,
  component: lazyRouteComponent(() => import("./pages/images/images-page.tsx"), "ImagesPage"),
});

const image = createRoute({
  getParentRoute: () => inside,
  path: "/images/$registry/$space/$repository",
  validateSearch: imageSearch,
  component: lazyRouteComponent(() => import("./pages/image/image-page.tsx"), "ImagePage"),
});

const report = createRoute({
  getParentRoute: () => inside,
  path: "/artifacts/$id",
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import("./pages/report/report-page.tsx"), "ReportPage"),
});

const registries = createRoute({
  getParentRoute: () => inside,
  path: "/registries",
  component: lazyRouteComponent(
    () => import("./pages/registries/registries-page.tsx"),
    "RegistriesPage",
  ),
});

const scanners = createRoute({
  getParentRoute: () => inside,
  path: "/scanners",
  component: lazyRouteComponent(() => import("./pages/scanners/scanners-page.tsx"), "ScannersPage"),
});

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      inside.addChildren([start, images, image, report, registries, scanners]),
    ]),
    context: { queries },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: ({ error, reset }) => <ProblemState error={error} onRetry={reset} />,
    defaultPendingComponent: () => (
      <Center mih="40vh">
        <Loader />
      </Center>
    ),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
