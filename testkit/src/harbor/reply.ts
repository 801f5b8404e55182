import type { IncomingMessage } from "node:http";

/** What a handler answers; the server adds what every answer of Harbor's has. */
export type Reply = {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

const codes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  409: "CONFLICT",
  412: "PRECONDITION",
  422: "UNPROCESSABLE_ENTITY",
  500: "UNKNOWN",
};

export const ok = (json: unknown): Reply => ({ status: 200, json });
/** Harbor's "done", without a body. */
export const done = (status = 200, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers,
});
export const refuse = (
  status: number,
  message: string,
  code = codes[status] ?? "UNKNOWN",
): Reply => ({
  status,
  json: { errors: [{ code, message }] },
});
/** Behind which Harbor hides every cause. */
export const masked = () => refuse(500, "internal server error");

export type Query = URLSearchParams;

/**
 * A page as Harbor cuts it: 100 at most, more or no number is refused, 0 is everything, and so is less, with a next
 * page that never ends. `Link` forgets to escape `q`.
 */
export function page<T>(
  url: URL,
  total: number,
  slice: (from: number, to: number) => readonly T[],
): Reply {
  const read = (name: string, otherwise: number) => {
    const text = url.searchParams.get(name);
    return text === null ? otherwise : /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const [at, size] = [read("page", 1), read("page_size", 10)];
  for (const [name, value] of [
    ["page", at],
    ["page_size", size],
  ] as const)
    if (Number.isNaN(value))
      return refuse(422, `validation failure list:\n${name} in query must be of type int64`);
  if (size > 100)
    return refuse(
      422,
      "validation failure list:\npage_size in query should be less than or equal to 100",
    );
  const from = size > 0 ? (Math.max(at, 1) - 1) * size : 0;
  const to = size > 0 ? from + size : total;
  const links = [
    ...(at > 1 && from < total + size ? [link(url, at - 1, "prev")] : []),
    ...(size < 0 || (size > 0 && to < total) ? [link(url, at + 1, "next")] : []),
  ];
  return {
    status: 200,
    json: slice(from, to),
    headers: {
      "x-total-count": String(total),
      ...(links.length === 0 ? {} : { link: links.join(" , ") }),
    },
  };
}

function link(url: URL, at: number, rel: string): string {
  const query = new URLSearchParams(url.searchParams);
  query.set("page", String(at));
  const text = [...query].map(([name, value]) => `${name}=${value}`).join("&");
  return `<${url.pathname}?${text}>; rel="${rel}"`;
}

/** Null for none, undefined for what is no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `a=b,c=~d`, unescaped once more than others do: a `+` that was escaped once is a blank. Null for what cannot be read. */
export function conditions(query: Query): ReadonlyMap<string, string> | null {
  const text = query.get("q");
  if (text === null) return new Map();
  let plain: string;
  try {
    plain = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
  const pairs = plain.split(",").map((pair) => /^([^=]+)=(.+)$/s.exec(pair));
  if (pairs.some((pair) => pair === null)) return null;
  return new Map(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}
