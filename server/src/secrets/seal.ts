import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { PlimsollError } from "../error.ts";

/** Seals what must be readable again: passwords of registries. AES-256-GCM, a fresh nonce each time. */
export type SecretBox = {
  /** `about` binds the secret to its place: a sealed value copied into another row does not open there. */
  seal(secret: string, about: string): Buffer;
  /** Throws `secret-key-wrong`. */
  open(sealed: Buffer, about: string): string;
};

const version = 1;
const nonceLength = 12;
const tagLength = 16;

export function createSecretBox(key: Buffer): SecretBox {
  return {
    seal: (secret, about) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, about) => {
      const tagEnd = 1 + nonceLength + tagLength;
      try {
        if (sealed[0] !== version) throw new Error(`sealed by version ${sealed[0]}`);
        const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + nonceLength), {
          authTagLength: tagLength,
        })
          .setAAD(Buffer.from(about))
          .setAuthTag(sealed.subarray(1 + nonceLength, tagEnd));
        return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]).toString(
          "utf8",
        );
      } catch (cause) {
        throw new PlimsollError(
          "secret-key-wrong",
          "The stored secrets cannot be opened with this key.",
          { cause, hint: keyHint },
        );
      }
    },
  };
}

const keyHint =
  "Give the key that sealed them (PLIMSOLL_SECRET_KEY, or the file `secret-key` in the data folder). " +
  "Where it is lost, begin with an empty database and enter the registries' passwords again.";
