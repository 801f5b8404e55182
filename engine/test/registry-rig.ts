import { expect } from "vitest";
import type { PlimsollError } from "../src/error.ts";
import { openRegistry, type Registry, type RegistryOptions } from "../src/image/registry.ts";
import { layoutFiles } from "./build-image.ts";
import {
  type FakeRegistry,
  fakeRegistry,
  type Reply,
  type Request,
  untilTestEnds,
} from "./fake-registry.ts";

export async function serve(
  answer: (request: Request, count: number) => Reply,
): Promise<FakeRegistry> {
  const server = await fakeRegistry(answer);
  untilTestEnds(server);
  return server;
}

export function connect(address: string, options: Partial<RegistryOptions> = {}): Registry {
  const registry = openRegistry({ address, retry: { baseMs: 1 }, ...options });
  untilTestEnds(registry);
  return registry;
}

export const secret = "geheim-12345";
export const credentials = { username: "me", password: secret };

/** The error, which must not hold what nobody else may know. */
export async function failure(promise: Promise<unknown>): Promise<PlimsollError> {
  const error = (await promise.then(
    () => expect.fail("it went well"),
    (reason) => reason,
  )) as PlimsollError;
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    expect(`${at.message} ${"hint" in at ? at.hint : ""}`).not.toMatch(
      /geheim|X-Signature|Z2VoZWlt/,
    );
  return error;
}

const files = layoutFiles([{ layers: [[]] }]);
const [manifest] = JSON.parse(files.get("index.json")?.toString() ?? "").manifests;
export const digest: string = manifest.digest;
export const blob = (name: string) =>
  files.get(`blobs/${name.replace(":", "/")}`) ?? Buffer.alloc(0);
export const manifestReply = {
  body: blob(digest),
  headers: { "content-type": manifest.mediaType },
};

/** One image at `a/b`, whatever the tag. */
export function image({ url }: Request): Reply {
  const [, kind, name = ""] = /\/v2\/a\/b\/(manifests|blobs)\/(.*)$/.exec(url) ?? [];
  if (kind === "manifests") return manifestReply;
  return kind === "blobs"
    ? { body: blob(name) }
    : { status: url === "/v2/" ? 200 : 404, body: "{}" };
}
