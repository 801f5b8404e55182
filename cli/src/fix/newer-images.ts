import type { KnownBase } from "@plimsoll/engine";
import {
  type Image,
  type ImageSource,
  type InventoryOptions,
  PlimsollError,
  parseReference,
  type Reference,
  readInventory,
  selectImage,
} from "@plimsoll/engine/indexing";
import { type ScanResult, type Summary, severities } from "@plimsoll/engine/matching";
import { compareResults, newerTags } from "@plimsoll/engine/remedies";
import { type ImageRequest, openFrom } from "../image-run.ts";
import type { CleanerTag } from "./fix.ts";

/** Each is read whole. */
const mostRead = 3;

export type Reading = {
  readonly request: ImageRequest;
  readonly options: InventoryOptions;
};

/**
 * What the base's tag stands for now, where it is not what the image is built upon, and newer tags of it. Who cannot be
 * asked is warned of. Throws nothing but what ends the command.
 */
export async function newerBases(
  base: NonNullable<ScanResult["base"]>,
  image: Image,
  { request, options }: Reading,
): Promise<KnownBase[]> {
  const named = base.reference === null ? null : referenceOf(base.reference);
  const tag = named?.tag ?? null;
  if (named === null || tag === null) return [];
  const repository = `${named.registry}/${named.repository}`;
  const about = `newer images of ${repository}`;
  const bases = await passing(about, request, async () => {
    const source = await openFrom(request, `${schemeOf(named)}${repository}:${tag}`);
    try {
      const known: KnownBase[] = [];
      for (const { tag: newer, kind } of await candidates(source, tag, base, image, request)) {
        const reference = `${repository}:${newer}`;
        const read = await passing(reference, request, async () => {
          request.log("info", `reads ${reference}, a newer base`);
          const artifact = await source.resolve(newer, request.signal);
          const found = await selectImage(source, artifact, image.platform, request.signal);
          const { os, packages } = await readInventory(found, options);
          // Who holds on to a digest goes on to do so.
          const exact = named.digest === null ? reference : `${reference}@${artifact.digest}`;
          return { reference: exact, kind, os, packages };
        });
        if (read) known.push(read);
      }
      return known;
    } finally {
      await source.close();
    }
  });
  return bases ?? [];
}

/** Newer tags of the image's own that have less, the cleanest first. Throws nothing but what ends the command. */
export async function cleanerTags(
  image: Image,
  result: ScanResult,
  source: ImageSource,
  request: ImageRequest,
  scan: (image: Image) => Promise<ScanResult>,
): Promise<CleanerTag[]> {
  const named = referenceOf(image.reference);
  const tag = named?.tag ?? null;
  if (named === null || tag === null) return [];
  const cleaner: CleanerTag[] = [];
  const about = `newer tags of ${named.registry}/${named.repository}`;
  const tags = (await passing(about, request, () => newestOf(source, tag, request.signal))) ?? [];
  for (const newer of tags) {
    const reference = `${named.registry}/${named.repository}:${newer}`;
    const other = await passing(reference, request, async () => {
      request.log("info", `reads ${reference}, a newer tag`);
      const artifact = await source.resolve(newer, request.signal);
      return scan(await selectImage(source, artifact, image.platform, request.signal));
    });
    if (!other || !isLess(other.summary, result.summary)) continue;
    const { added, fixed } = compareResults(result, other).findings;
    cleaner.push({
      ...{ reference, summary: other.summary },
      ...{ fixed: fixed.summary.total, added: added.summary.total },
    });
  }
  return cleaner.sort((a, b) => (isLess(a.summary, b.summary) ? -1 : 1));
}

type Candidate = { readonly tag: string; readonly kind: KnownBase["kind"] };

async function candidates(
  source: ImageSource,
  tag: string,
  base: NonNullable<ScanResult["base"]>,
  image: Image,
  { signal }: ImageRequest,
): Promise<Candidate[]> {
  const now = await source.resolve(tag, signal);
  const refreshed =
    now.digest !== base.digest &&
    !isBelow(await selectImage(source, now, image.platform, signal), image);
  const newer = await newestOf(source, tag, signal);
  const updates = newer.map((one): Candidate => ({ tag: one, kind: "update" }));
  return [...(refreshed ? [{ tag, kind: "refresh" as const }] : []), ...updates].slice(0, mostRead);
}

/** The newest of the same major version, the newest of all, and the one before. */
async function newestOf(
  source: ImageSource,
  tag: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (!source.tags) return [];
  const tags: string[] = [];
  for await (const one of source.tags(signal)) tags.push(one);
  const { sameMajor, newest } = newerTags(tag, tags);
  const [first, second] = sameMajor;
  return [first, newest, second].filter((one) => one !== undefined && one !== null);
}

function isBelow({ layers: lower }: Image, { layers }: Image): boolean {
  return lower.every(({ diffId }, index) => layers[index]?.diffId === diffId);
}

/** Null where it cannot be done, which is warned of. */
async function passing<T>(
  about: string,
  { log }: ImageRequest,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
    log("warn", `${about}: not looked at. ${error.message}`);
    return null;
  }
}

function referenceOf(text: string): Reference | null {
  try {
    return parseReference(text.replace(/^docker:\/\//, ""));
  } catch {
    return null;
  }
}

/** Where a registry was named with plain http, it is asked so. */
function schemeOf({ address }: Reference): string {
  return address.startsWith("http://") ? "http://" : "";
}

function isLess(a: Summary, b: Summary): boolean {
  const difference = severities.map((one) => a[one] - b[one]).find((one) => one !== 0);
  return difference !== undefined && difference < 0;
}
