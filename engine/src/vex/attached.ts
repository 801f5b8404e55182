import { PlimsollError } from "../error.ts";
import { readBlob, readPredicate } from "../image/attestation.ts";
import type { ImageSource, Referrer } from "../image/image.ts";
import { parseObject } from "../image/json.ts";
import { type Limits, withDefaults } from "../limits.ts";
import type { Log } from "../log.ts";
import { productCounter, readVexDocument, vexFormatOf } from "./read-vex.ts";
import type { VexContext, VexDocument } from "./statement.ts";

type Options = {
  readonly limits?: Partial<Limits> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
};

/**
 * VEX documents that lie beside an image in its registry: OCI referrers, and what cosign keeps under `sha256-….att`;
 * as they are, or as attestations. **Signatures are not verified**: whoever may push there can attach one, and the
 * name of each document says so. `digests` are the image's and its index's. What is no VEX document is passed over,
 * what is a bad one is warned of. Throws `PlimsollError`: `reference-invalid` where the image is in no registry.
 */
export async function readAttachedVex(
  source: ImageSource,
  digests: readonly string[],
  options: Options = {},
): Promise<VexDocument[]> {
  const { signal, log = () => {} } = options;
  const limits = withDefaults(options.limits);
  const context: VexContext = { subjects: digests, count: productCounter(limits) };
  const documents: VexDocument[] = [];
  const seen = new Set<string>();
  for (const named of await attachedTo(source, digests, signal)) {
    const artifact = await source.resolve(named, signal).catch(notFound);
    if (artifact?.kind !== "other" || seen.has(artifact.digest)) continue;
    seen.add(artifact.digest);
    for (const blob of artifact.blobs.slice(0, limits.attached)) {
      if (!mayBeJson.test(blob.mediaType) || seen.has(blob.digest)) continue;
      seen.add(blob.digest);
      try {
        const content = await readBlob(blob, limits, signal);
        const value = readPredicate(
          parseObject(content, blob.digest, "advisory-invalid"),
          digests,
        )?.value;
        if (!value || !vexFormatOf(value)) continue;
        const name = `${blob.digest} (attached to the image; signature not verified)`;
        documents.push(readVexDocument(value, name, context));
      } catch (error) {
        if (!(error instanceof PlimsollError) || !passable.has(error.code)) throw error;
        log("warn", `what is attached to the image is left out: ${error.message}`);
      }
    }
  }
  return documents;
}

const passable: ReadonlySet<string> = new Set(["advisory-invalid", "limit-exceeded"]);

/** in-toto, DSSE, Sigstore's bundles, and documents by their own types. */
const mayBeJson = /json|in-toto|dsse|sigstore|openvex|csaf/;

async function attachedTo(
  source: ImageSource,
  digests: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (!source.referrers)
    throw new PlimsollError(
      "reference-invalid",
      "documents beside an image are read from its registry, and this one lies in none",
      { hint: "Name the image by its registry, or give the documents as files." },
    );
  const names: string[] = [];
  for (const digest of digests) {
    const referrers = await source.referrers(digest, signal);
    names.push(...referrers.filter(mayBeVex).map((one) => one.digest));
    names.push(`${digest.replace(":", "-")}.att`);
  }
  return names;
}

/** Others say by their annotations that they are something else: there may be bills of materials of many MB. */
function mayBeVex({ annotations }: Referrer): boolean {
  const said =
    annotations?.["dev.sigstore.bundle.predicateType"] ??
    annotations?.["in-toto.io/predicate-type"] ??
    annotations?.predicateType;
  return said === undefined || !/spdx|slsa\.dev|provenance/i.test(said);
}

/** Some registries refuse what does not exist; the image itself was read, so it is no matter of who asks. */
function notFound(error: unknown): null {
  if (error instanceof PlimsollError && /^(not-found|unauthorized)$/.test(error.code)) return null;
  throw error;
}
