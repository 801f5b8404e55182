import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { PlimsollError } from "../error.ts";
import { openAgent, openProxyAgent } from "./http-client.ts";
import { isLoopback } from "./reference.ts";

/** Where connections may lead, for whoever lets others name registries. What they throw needs a message, and a `hint`. */
export type Outbound = {
  /** Throws for a host that may not be asked; before each request and each redirect. Of what a proxy is asked for, only the name is known. */
  check(host: string, proxied: boolean): void;
  /** As `net.connect` takes it; not for what goes through a proxy, which looks names up itself. */
  readonly lookup: LookupFunction;
};

export type ConnectionOptions = {
  /** PEM; joins the authorities that Node knows. */
  readonly certificate?: string | null | undefined;
  /** Takes every certificate. */
  readonly insecure?: boolean | undefined;
  /** For HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Absent: everywhere. */
  readonly outbound?: Outbound | undefined;
  /** Milliseconds until an answer begins; 30 s. */
  readonly headersTimeout?: number | undefined;
};

/** The connections to one registry and wherever it sends its clients, by its own authorities, and through a proxy where the environment names one. */
export type Connections = {
  /** `proxy` is its host, for messages; null where the way is direct. Throws `unreachable` when the proxy's address is none, and `out-of-bounds`. */
  to(url: URL): Promise<{ readonly dispatcher: Dispatcher; readonly proxy: string | null }>;
  close(): Promise<void>;
};

const connectTimeout = 10_000;

export function openConnections(options: ConnectionOptions): Connections {
  const { certificate, insecure, env = process.env, outbound, headersTimeout = 30_000 } = options;
  const timeouts = { headersTimeout, bodyTimeout: 60_000, keepAliveTimeout: 10_000 };
  const agents = new Map<string, Promise<Dispatcher>>();

  async function open(proxy: URL | null): Promise<Dispatcher> {
    const tls = {
      ...(certificate ? { ca: [...(await import("node:tls")).rootCertificates, certificate] } : {}),
      ...(insecure ? { rejectUnauthorized: false } : {}),
    };
    if (proxy === null)
      return openAgent({
        ...timeouts,
        connect: { timeout: connectTimeout, ...tls, ...(outbound ? lookupWithin(outbound) : {}) },
      });
    const both = { requestTls: tls, proxyTls: tls };
    return openProxyAgent({ ...timeouts, connectTimeout, ...both, uri: proxy.href });
  }

  return {
    async to(url) {
      const proxy = proxyFor(url, env);
      try {
        outbound?.check(url.hostname, proxy !== null);
      } catch (cause) {
        throw outOfBounds(cause);
      }
      const key = proxy?.href ?? "";
      const agent = agents.get(key) ?? open(proxy);
      agents.set(key, agent);
      return { dispatcher: await agent, proxy: proxy?.host ?? null };
    },
    async close() {
      await Promise.all([...agents.values()].map(async (agent) => (await agent).destroy()));
    },
  };
}

function lookupWithin({ lookup }: Outbound): { lookup: LookupFunction } {
  return {
    lookup: (host, options, callback) =>
      lookup(host, options, (error, ...found) =>
        callback(error !== null && "hint" in error ? outOfBounds(error) : error, ...found),
      ),
  };
}

function outOfBounds(cause: unknown): PlimsollError {
  const { message, hint } = cause as { message: string; hint?: unknown };
  return new PlimsollError("out-of-bounds", message, {
    cause,
    ...(typeof hint === "string" ? { hint } : {}),
  });
}

/**
 * The proxy to ask, null where the way is direct. As curl and Go's clients read the environment; they too ask their
 * own machine directly. Throws `unreachable` when the proxy's address is none.
 */
export function proxyFor(url: URL, env: NonNullable<ConnectionOptions["env"]>): URL | null {
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const text = env[name.toLowerCase()] || env[name];
  if (!text || isLoopback(url.hostname) || isExempt(url, env.no_proxy || env.NO_PROXY || ""))
    return null;
  const whole = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(whole) && /^(https?|socks5?):$/.test(new URL(whole).protocol))
    return new URL(whole);
  throw new PlimsollError("unreachable", `${name} holds no proxy's address`, {
    hint: `Set it to http://HOST:PORT, or name ${url.hostname} in NO_PROXY.`,
  });
}

/** `example.com` and `.example.com` stand for all hosts below as well, `*` for all there are. */
function isExempt(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, host = entry, onPort] = /^(.*?):(\d+)$/.exec(entry) ?? [];
      if (onPort !== undefined && onPort !== port) return false;
      const bare = host.replace(/^\*?\./, "");
      return host === "*" || url.hostname === bare || url.hostname.endsWith(`.${bare}`);
    });
}
