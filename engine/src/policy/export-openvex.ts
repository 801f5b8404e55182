import type { ExceptableFinding, Exception } from "./exceptions.ts";
import { isPattern } from "./pattern.ts";

/** What an exception takes out; `image` is the package URL of the image that it is in, null where it has none. */
export type ExceptedIn = Pick<ExceptableFinding, "id"> & {
  readonly package: Pick<ExceptableFinding["package"], "purl">;
  readonly image: string | null;
};

type Product = {
  readonly "@id": string;
  readonly subcomponents?: readonly { readonly "@id": string }[];
};

/**
 * Exceptions as an OpenVEX document. What has a justification is `not_affected`. A risk that was taken is not that, and to say
 * so would mislead others: it is `affected`, with the reason as what is done about it. `leftOut` are those of which the flaws or
 * packages cannot be named.
 */
export function exceptionsAsOpenVex<E extends Exception>(
  given: readonly { readonly exception: E; readonly findings: readonly ExceptedIn[] }[],
  made: { readonly id: string; readonly author: string; readonly at: Date },
): { readonly document: object; readonly leftOut: readonly E[] } {
  const statements: object[] = [];
  const leftOut: E[] = [];
  for (const { exception, findings } of given) {
    const byId = productsById(exception, findings);
    if (byId.size === 0) leftOut.push(exception);
    for (const [name, products] of byId)
      statements.push({ vulnerability: { name }, products, ...judged(exception) });
  }
  return {
    document: {
      "@context": "https://openvex.dev/ns/v0.2.0",
      "@id": made.id,
      author: made.author,
      timestamp: made.at.toISOString(),
      version: 1,
      statements,
    },
    leftOut,
  };
}

function judged({ justification, reason, expires }: Exception): object {
  const until = expires === null ? {} : { status_notes: `Until ${expires}.` };
  return justification === null
    ? { status: "affected", action_statement: reason, ...until }
    : { status: "not_affected", justification, impact_statement: reason, ...until };
}

/** What it says itself where that is whole, else what it took out. */
function productsById(
  exception: Exception,
  findings: readonly ExceptedIn[],
): ReadonlyMap<string, readonly Product[]> {
  const { vulnerability, package: wanted, scope, paths } = exception;
  const isWide = Object.values(scope).every((one) => one === undefined) && !paths;
  if (isWide && wanted?.startsWith("pkg:") && !isPattern(wanted) && !isPattern(vulnerability))
    return new Map([[vulnerability, [{ "@id": wanted }]]]);
  const products = new Map<string, Map<string, Set<string>>>();
  for (const { id, image, package: one } of findings) {
    // Without its image it would be said of all images.
    if (!isWide && image === null) continue;
    const [product, part] = isWide || image === null ? [one.purl, null] : [image, one.purl];
    const ofId = products.get(id) ?? new Map<string, Set<string>>();
    const parts = ofId.get(product) ?? new Set();
    if (part !== null) parts.add(part);
    products.set(id, ofId.set(product, parts));
  }
  return new Map(
    [...products].map(([id, ofId]) => [
      id,
      [...ofId].map(([product, parts]) => ({
        "@id": product,
        ...(parts.size > 0 ? { subcomponents: [...parts].map((part) => ({ "@id": part })) } : {}),
      })),
    ]),
  );
}
