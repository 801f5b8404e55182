import { type Composed, serveImages } from "@plimsoll/sample";

export const account = { username: "robot", password: "registry-geheim-7" };

export type TokenRegistry = {
  readonly address: string;
  /** Every token it gave; the last few may still be good. */
  readonly tokens: readonly string[];
  close(): Promise<void>;
};

/** A registry that gives short-lived tokens for a user name and a password, and takes nothing else. */
export async function startTokenRegistry(
  images: Readonly<Record<string, Composed>>,
  options: { readonly expireAtBlobs?: number } = {},
): Promise<TokenRegistry> {
  let { expireAtBlobs = 0 } = options;
  const tokens: string[] = [];
  let good = new Set<string>();
  const basic = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString("base64")}`;
  const registry = await serveImages(
    Object.fromEntries(Object.entries(images).map(([name, image]) => [name, { latest: image }])),
    {
      intercept: (request, response) => {
        const { authorization = "" } = request.headers;
        if (request.url?.startsWith("/token")) {
          if (authorization !== basic) {
            response.writeHead(401).end("{}");
            return true;
          }
          const token = `token-geheim-${tokens.length}-${Math.random().toString(36).slice(2)}`;
          tokens.push(token);
          good.add(token);
          response.writeHead(200).end(JSON.stringify({ token, expires_in: 300 }));
          return true;
        }
        // As when a pull takes longer than its token lives.
        if (request.url?.includes("/blobs/") && request.headers["user-agent"] !== "plimsoll")
          if (expireAtBlobs-- > 0) good = new Set();
        if (good.has(authorization.replace(/^Bearer /, ""))) return false;
        const realm = `http://${request.headers.host}/token`;
        response
          .writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="test"` })
          .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
        return true;
      },
    },
  );
  return { ...registry, tokens };
}
