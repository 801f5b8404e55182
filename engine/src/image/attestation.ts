import { PlimsollError } from "../error.ts";
import type { Limits } from "../limits.ts";
import { verifyDigest } from "./digest.ts";
import type { ArtifactBlob } from "./image.ts";
import { asArray, asObject, asString, type JsonObject, parseObject } from "./json.ts";

/** A small blob whole, verified. Throws `PlimsollError`: `limit-exceeded` past `documentBytes`. */
export async function readBlob(
  blob: ArtifactBlob,
  { documentBytes }: Pick<Limits, "documentBytes">,
  signal?: AbortSignal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (blob.size <= documentBytes)
    for await (const chunk of await blob.open(signal)) {
      size += chunk.length;
      if (size > documentBytes) break;
      chunks.push(Buffer.from(chunk));
    }
  if (blob.size > documentBytes || size > documentBytes)
    throw new PlimsollError(
      "limit-exceeded",
      `${blob.digest} has more than ${documentBytes} bytes (limit documentBytes)`,
    );
  const bytes = Buffer.concat(chunks);
  verifyDigest(bytes, blob.digest, "what is attached to the image");
  return bytes;
}

/** What is said of an image, and as what kind of statement; the type is null for a document that lies there as it is. */
export type Predicate = { readonly type: string | null; readonly value: JsonObject };

/**
 * The document inside a Sigstore bundle (https://docs.sigstore.dev/about/bundle/), a DSSE envelope
 * (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md) and an in-toto statement
 * (https://github.com/in-toto/attestation/tree/main/spec/v1); null where it is about another image.
 */
export function readPredicate(value: JsonObject, digests: readonly string[]): Predicate | null {
  const envelope = asObject(value.dsseEnvelope) ?? value;
  const payload = asString(envelope.payload);
  const statement =
    payload !== null && /in-toto/.test(asString(envelope.payloadType) ?? "")
      ? parseObject(Buffer.from(payload, "base64"), "an attestation", "advisory-invalid")
      : value;
  if (!/^https:\/\/in-toto\.io\/Statement\//.test(asString(statement._type) ?? ""))
    return { type: null, value: statement };
  const isAbout = asArray(statement.subject).some((subject) => {
    const hashes = asObject(asObject(subject)?.digest);
    return digests.some((digest) => {
      const [algorithm = "", hex] = digest.split(":");
      return hashes?.[algorithm] === hex;
    });
  });
  const predicate = isAbout ? asObject(statement.predicate) : null;
  return predicate && { type: asString(statement.predicateType), value: predicate };
}
