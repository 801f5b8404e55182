import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { descriptor } from "./descriptor.ts";
import type { Referrer } from "./image.ts";
import { asArray, parseObject } from "./json.ts";
import { type Endpoint, isHtml, pullScope } from "./registry-endpoint.ts";

/** Answers that mean: this registry keeps no such list. */
const unsupported: ReadonlySet<string> = new Set(["not-found", "registry-answer", "unauthorized"]);

/**
 * What says that it is about a manifest: the registry's own list, and where there is none, that which clients keep
 * under a tag. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 * At most `attached`, the first ones. Throws `PlimsollError`.
 */
export async function listReferrers(
  endpoint: Endpoint,
  repository: string,
  digest: string,
  signal?: AbortSignal,
): Promise<Referrer[]> {
  const what = `what refers to ${repository}@${digest}`;
  const bytes = await unlessUnsupported(async () => {
    const path = `/v2/${repository}/referrers/${digest}`;
    const answer = await endpoint.get(path, what, pullScope(repository), { signal });
    const body = await endpoint.json(answer, what, signal);
    return isHtml(answer) ? null : body;
  });
  const listed =
    bytes ??
    (await unlessUnsupported(
      async () => (await endpoint.manifest(repository, digest.replace(":", "-"), signal)).bytes,
    ));
  if (listed === null) return [];
  const index = parseObject(listed, `${endpoint.name}: ${what}`, "registry-answer");
  return asArray(index.manifests)
    .slice(0, defaultLimits.attached)
    .map((entry) => descriptor(entry, digest, "a referrer"));
}

async function unlessUnsupported(
  ask: () => Promise<Uint8Array | null>,
): Promise<Uint8Array | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PlimsollError && unsupported.has(error.code)) return null;
    throw error;
  }
}
