import { token } from "./answers.ts";
import type { HarborClient } from "./client.ts";

/**
 * What a token for a repository would allow. Harbor gives one to anybody, with no actions in it where the
 * credentials are wrong or may not read: https://distribution.github.io/distribution/spec/auth/jwt/
 */
export async function pullActions(
  client: HarborClient,
  repository: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.read(token, {
    path: "/service/token",
    query: { service: "harbor-registry", scope: `repository:${repository}:pull` },
    what: "a token to pull",
    signal,
  });
  const [, payload = ""] = (answer.token ?? answer.access_token ?? "").split(".");
  try {
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as {
      access?: { actions?: unknown }[];
    };
    const actions = claims.access?.[0]?.actions;
    return Array.isArray(actions) ? actions.filter((action) => typeof action === "string") : [];
  } catch {
    return [];
  }
}
