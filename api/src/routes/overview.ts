import {
  affectedListQuery,
  affectedPageSchema,
  overviewSchema,
  vulnerabilityDetailSchema,
  vulnerabilityListQuery,
  vulnerabilityPageSchema,
} from "../overview.ts";
import { searchQuery, searchSchema } from "../search.ts";
import { byName, type Route } from "./route.ts";

/** Over all images. */
export const overviewRoutes = {
  getOverview: {
    method: "GET",
    path: "/overview",
    summary: "How everything stands",
    permission: "results.read",
    status: 200,
    answer: overviewSchema,
  },
  listVulnerabilities: {
    method: "GET",
    path: "/vulnerabilities",
    summary: "Every vulnerability over all images",
    permission: "results.read",
    query: vulnerabilityListQuery,
    status: 200,
    answer: vulnerabilityPageSchema,
  },
  getVulnerability: {
    method: "GET",
    path: "/vulnerabilities/:id",
    summary: "One vulnerability, by its id",
    permission: "results.read",
    params: byName,
    status: 200,
    answer: vulnerabilityDetailSchema,
  },
  listAffected: {
    method: "GET",
    path: "/vulnerabilities/:id/images",
    summary: "Where a vulnerability is",
    permission: "results.read",
    params: byName,
    query: affectedListQuery,
    status: 200,
    answer: affectedPageSchema,
  },
  search: {
    method: "GET",
    path: "/search",
    summary: "Images, digests, vulnerabilities and packages by a few letters",
    permission: "results.read",
    query: searchQuery,
    status: 200,
    answer: searchSchema,
  },
} as const satisfies Record<string, Route>;
