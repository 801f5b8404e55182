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
import { Frame } from "./components/frame/frame.tsx";
import { LoadingPage } from "./components/states/loading-page.tsx";
import { ProblemState } from "./components/states/problem-state.tsx";
import { isProblem } from "./data/client.ts";
import { sessionQuery } from "./data/use-session.ts";
import { imageSearch } from "./pages/image/image-search.ts";
import { imagesSearch } from "./pages/images/images-search.ts";
import { NotFound } from "./pages/not-found/not-found.tsx";
import { OverviewPage } from "./pages/overview/overview-page.tsx";
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
import { loadWords, type WordPart } from "./words/words.ts";

/** What it loads: the page, and what only it and its like say. */
function page<const N extends string, P>(
  load: () => Promise<Readonly<Record<N, P>>>,
  name: N,
  ...parts: WordPart[]
) {
  return lazyRouteComponent(async () => {
    const [loaded] = await Promise.all([load(), ...parts.map(loadWords)]);
    return loaded;
  }, name);
}

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: page(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: invitationPagePath,
  component: page(() => import("./pages/invitation/invitation-page.tsx"), "InvitationPage"),
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
  component: Frame,
});

const start = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: OverviewPage,
});

const images = createRoute({
  getParentRoute: () => inside,
  path: "/images",
  validateSearch: imagesSearch,
  component: page(() => import("./pages/images/images-page.tsx"), "ImagesPage"),
});

const image = createRoute({
  getParentRoute: () => inside,
  path: "/images/$registry/$space/$repository",
  validateSearch: imageSearch,
  component: page(() => import("./pages/image/image-page.tsx"), "ImagePage"),
});

const report = createRoute({
  getParentRoute: () => inside,
  path: "/artifacts/$id",
  validateSearch: reportSearch,
  component: page(() => import("./pages/report/report-page.tsx"), "ReportPage", "findings"),
});

const scans = createRoute({
  getParentRoute: () => inside,
  path: "/scans",
  validateSearch: scansSearch,
  component: page(() => import("./pages/scans/scans-page.tsx"), "ScansPage"),
});

const vulnerabilities = createRoute({
  getParentRoute: () => inside,
  path: "/vulnerabilities",
  validateSearch: vulnerabilitiesSearch,
  component: page(
    () => import("./pages/vulnerabilities/vulnerabilities-page.tsx"),
    "VulnerabilitiesPage",
    "findings",
  ),
});

const vulnerability = createRoute({
  getParentRoute: () => inside,
  path: "/vulnerabilities/$id",
  validateSearch: vulnerabilitySearch,
  component: page(
    () => import("./pages/vulnerabilities/vulnerability-page.tsx"),
    "VulnerabilityPage",
    "findings",
  ),
});

const policies = createRoute({
  getParentRoute: () => inside,
  path: "/policies",
  validateSearch: policiesSearch,
  component: page(
    () => import("./pages/policies/policies-page.tsx"),
    "PoliciesPage",
    "findings",
    "policies",
  ),
});

const tokens = createRoute({
  getParentRoute: () => inside,
  path: "/tokens",
  component: page(() => import("./pages/tokens/tokens-page.tsx"), "TokensPage", "people"),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: page(() => import("./pages/account/account-page.tsx"), "AccountPage", "people"),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: peopleSearch,
  component: page(() => import("./pages/people/people-page.tsx"), "PeoplePage", "people"),
});

const registries = createRoute({
  getParentRoute: () => inside,
  path: "/registries",
  component: page(
    () => import("./pages/registries/registries-page.tsx"),
    "RegistriesPage",
    "registries",
  ),
});

const scanners = createRoute({
  getParentRoute: () => inside,
  path: "/scanners",
  component: page(() => import("./pages/scanners/scanners-page.tsx"), "ScannersPage", "registries"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: page(() => import("./pages/settings/settings-page.tsx"), "SettingsPage", "settings"),
});

/** Whatever no other route is, beside the menu; who is not signed in signs in first. */
const nowhere = createRoute({ getParentRoute: () => inside, path: "$", component: NotFound });

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
        settings,
        nowhere,
      ]),
    ]),
    context: { queries },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultErrorComponent: ({ error, reset }) => <ProblemState error={error} onRetry={reset} />,
    defaultPendingComponent: LoadingPage,
  });
}

/** Begins with the code of what the address shows, before it is known who is signed in. */
export function loadPages(router: ReturnType<typeof createConsoleRouter>): void {
  const matches: { routeId: keyof typeof router.routesById }[] = router.matchRoutes(
    router.latestLocation,
  );
  for (const { routeId } of matches) void router.loadRouteChunk(router.routesById[routeId]);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
