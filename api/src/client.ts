import type { z } from "zod";
import { apiPrefix } from "./paths.ts";
import type { Problem } from "./problem.ts";
import type { Route } from "./routes/route.ts";
import type { RouteName, routes } from "./routes.ts";
import { problemCodes } from "./vocabulary.ts";

type Part<R, K extends "params" | "query" | "body"> = R extends {
  [key in K]: infer S extends z.ZodType;
}
  ? { [key in K]: z.input<S> }
  : unknown;
/** A query may be left out when every field of it may be. */
type Query<R> = R extends { query: infer S extends z.ZodType }
  ? Record<string, never> extends z.input<S>
    ? { query?: z.input<S> }
    : { query: z.input<S> }
  : unknown;
type File<R> = R extends { file: true } ? { file: Blob } : unknown;
type Input<R> = Part<R, "params"> & Query<R> & Part<R, "body"> & File<R> & { signal?: AbortSignal };
type Output<R> = R extends { answer: infer S extends z.ZodType } ? z.output<S> : never;
type Call<R> =
  Record<string, never> extends Input<R>
    ? (input?: Input<R>) => Promise<Output<R>>
    : (input: Input<R>) => Promise<Output<R>>;

/** A function for each route of the table. */
export type Client = { [N in RouteName]: Call<(typeof routes)[N]> };

export type ClientOptions = {
  /** Scheme, host and port; empty in the browser, where requests go to the page's own origin. */
  readonly origin?: string;
  readonly fetch?: typeof fetch;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Of a body that is a file. */
export const fileType = "application/octet-stream";

/** The server refused; `problem` says why. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** Of a route what a request is made of, and with the schema of its answer also what it is checked by. */
export type Callable = Pick<Route, "method" | "path"> & Partial<Pick<Route, "answer">>;

export function createClientOf(
  table: Readonly<Record<RouteName, Callable>>,
  options: ClientOptions = {},
): Client {
  const call = (route: Callable) => (input?: CallInput) => send(options, route, input ?? {});
  return Object.fromEntries(
    Object.entries(table).map(([name, route]) => [name, call(route)]),
  ) as unknown as Client;
}

type CallInput = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  file?: Blob;
  signal?: AbortSignal;
};

async function send(options: ClientOptions, route: Callable, input: CallInput): Promise<unknown> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  );
  const query = new URLSearchParams(
    Object.entries(input.query ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
  const search = query.size === 0 ? "" : `?${query}`;
  const response = await (options.fetch ?? fetch)(
    `${options.origin ?? ""}${apiPrefix}${path}${search}`,
    {
      method: route.method,
      headers: {
        accept: "application/json, application/problem+json",
        ...(input.body === undefined ? {} : { "content-type": "application/json" }),
        ...(input.file === undefined ? {} : { "content-type": fileType }),
        ...options.headers,
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.file === undefined ? {} : { body: input.file }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    },
  );
  if (!response.ok) throw new ApiError(await readProblem(response));
  if (response.status === 204) return undefined;
  const answer: unknown = await response.json();
  return route.answer ? route.answer.parse(answer) : answer;
}

/** A proxy or a crash may answer with something that is no problem document: make one of it. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return body;
  return {
    type: "about:blank",
    title: `The server answered ${response.status}`,
    status: response.status,
    code: response.status >= 502 && response.status <= 504 ? "service-unavailable" : "internal",
  };
}

/** By hand: who has no other use for schemas need not have them for this. */
function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null) return false;
  const { code, status, title } = body as Partial<Record<keyof Problem, unknown>>;
  return (
    typeof title === "string" &&
    typeof status === "number" &&
    problemCodes.some((known) => known === code)
  );
}
