import { openRegistry } from "@plimsoll/engine";
import { type Composed, composeArtifact } from "@plimsoll/sample";
import type { FindingsScanner, FindingsTarget } from "../../src/scanners/findings-port.ts";
import { alpineImage } from "../images.ts";
import { account, startTokenRegistry, type TokenRegistry } from "./registry.ts";

/** What a scanner can meet. */
export type Situation =
  | "plain"
  | "nothing-found"
  | "no-image"
  | "wrong-key"
  | "registry-refuses"
  | "unreachable"
  | "garbage"
  | "too-much"
  | "stuck"
  | "talkative";

/** One scanner, and how it is put into each situation. */
export type Rig = {
  readonly name: string;
  /** Where it cannot be, and why. */
  readonly cannot?: Partial<Record<Situation, string>>;
  /** Whether it tells what layer a finding comes from. */
  readonly tellsLayers: boolean;
  open(situation: Situation, patience: Patience): Promise<Opened>;
};

/** How long the scanner may be silent. */
type Patience = { readonly ms: number };

export type Opened = {
  readonly scanner: FindingsScanner;
  readonly target: FindingsTarget;
  /** What nobody may read. */
  secrets(): readonly string[];
  /** What works for a scan at the moment: requests, processes; null where it cannot be seen. */
  readonly running: (() => number) | null;
  close(): Promise<void>;
};

/** What every scanner must find in the image: what it knows of two packages in two layers. */
export const known = [
  {
    id: "CVE-2026-1001",
    package: "openssl",
    version: "3.1.0-r0",
    fixed: "3.1.4-r1",
    severity: "high",
    layer: 1,
  },
  {
    id: "CVE-2026-1002",
    package: "musl",
    version: "1.2.4-r0",
    fixed: "",
    severity: "low",
    layer: 0,
  },
] as const;

export async function makeImage(): Promise<Composed> {
  return alpineImage({ musl: "1.2.4-r0" }, { later: { openssl: "3.1.0-r0" } });
}

export const chart = composeArtifact({
  configType: "application/vnd.cncf.helm.config.v1+json",
  contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  content: "no image",
});

/** An image in a registry that asks for a password, as a target. */
export async function openTarget(
  situation: Situation = "plain",
  options: { readonly expireAtBlobs?: number } = {},
): Promise<{
  registry: TokenRegistry;
  image: Composed;
  target: FindingsTarget;
  close(): Promise<void>;
}> {
  const image = await makeImage();
  const registry = await startTokenRegistry({ "team/app": image, "team/chart": chart }, options);
  const { target, close } = targetIn(registry.address, situation, image);
  return {
    registry,
    image,
    target,
    close: async () => {
      await close();
      await registry.close();
    },
  };
}

export function targetIn(
  address: string,
  situation: Situation,
  image: Composed,
  known = account,
): { readonly target: FindingsTarget; close(): Promise<void> } {
  const credentials =
    situation === "registry-refuses" ? { ...known, password: "registry-falsch-9" } : known;
  const connection = { address, credentials, certificate: null, insecure: false };
  const client = openRegistry({ ...connection, retry: { attempts: 1 } });
  const [repository, { descriptor }] =
    situation === "no-image" ? ["team/chart", chart] : ["team/app", image];
  const target: FindingsTarget = {
    registry: connection,
    repository,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    source: client.source(repository),
  };
  return { target, close: () => client.close() };
}

export function layerDigests({
  descriptor,
  blobs,
}: Composed): { digest: string; diffId: string }[] {
  const read = (digest: string) => JSON.parse(Buffer.from(blobs.get(digest) ?? "").toString());
  const manifest = read(descriptor.digest);
  const { rootfs } = read(manifest.config.digest);
  return manifest.layers.map(({ digest }: { digest: string }, at: number) => ({
    digest,
    diffId: rootfs.diff_ids[at],
  }));
}

/** Nothing listens there. */
export const nowhere = "http://127.0.0.1:9";
