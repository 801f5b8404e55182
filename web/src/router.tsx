import { invitationPagePath } from "@plimsoll/api/bare";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { LoadingPage } from "./components/states/loading-page.tsx";
import { ProblemState } from "./components/states/problem-state.tsx";
import { isProblem } from "./data/client.ts";
import { sessionQuery } from "./data/use-session.ts";
import { imageSearch } from "./pages/image/image-search.ts";
import { imagesSearch } from "./pages/images/images-search.ts";
import { NotFound } from "./pages/not-found/not-found.tsx";
import { peopleSearch } from "./pages/people/people-search.ts";
import { policiesSearch } from "./pages/policies/policies-search.ts";
import { reportSearch } from "./pages/report/report-search.ts";
import { scansSearch } from "./pages/scans/scans-search.ts";
import { signInSearch } from "./pages/sign-in/sign-in-search.ts";
import {
  vulnerabilitiesSearch,
  vulnerabilitySearch,
} from "./pages/vulnerabilities/vulnerabilities-search.ts";
import { parseSearch, stringifySearch } from "./url/search.ts";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: invitationPagePath,
  component: lazyRouteComponent(
    () => import("./pages/invitation/invitation-page.tsx"),
    "InvitationPage",
  ),
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
  component: lazyRouteComponent(() => import("./pages/overview/overview-page.tsx"), "OverviewPage"),
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

const scans = createRoute({
  getParentRoute: () => inside,
  path: "/scans",
  validateSearch: scansSearch,
  component: lazyRouteComponent(() => import("./pages/scans/scans-page.tsx"), "ScansPage"),
});

const vulnerabilities = createRoute({
  getParentRoute: () => inside,
  path: "/vulnerabilities",
  validateSearch: vulnerabilitiesSearch,
  component: lazyRouteComponent(
    () => import("./pages/vulnerabilities/vulnerabilities-page.tsx"),
    "VulnerabilitiesPage",
  ),
});

const vulnerability = createRoute({
  getParentRoute: () => inside,
  path: "/vulnerabilities/$id",
  validateSearch: vulnerabilitySearch,
  component: lazyRouteComponent(
    () => import("./pages/vulnerabilities/vulnerability-page.tsx"),
    "VulnerabilityPage",
  ),
});

const policies = createRoute({
  getParentRoute: () => inside,
  path: "/policies",
  validateSearch: policiesSearch,
  component: lazyRouteComponent(() => import("./pages/policies/policies-page.tsx"), "PoliciesPage"),
});

const tokens = createRoute({
  getParentRoute: () => inside,
  path: "/tokens",
  component: lazyRouteComponent(() => import("./pages/tokens/tokens-page.tsx"), "TokensPage"),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/account/account-page.tsx"), "AccountPage"),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import("./pages/people/people-page.tsx"), "PeoplePage"),
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
      invitation,
      inside.addChildren([
        start,
        images,
        image,
        report,
        scans,
        vulnerabilities,
        vulnerability,
        policies,
        tokens,
        account,
        people,
        registries,
        scanners,
      ]),
    ]),
    context: { queries },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: ({ error, reset }) => <ProblemState error={error} onRetry={reset} />,
    defaultPendingComponent: LoadingPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
