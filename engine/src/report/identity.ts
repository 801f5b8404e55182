import { createHash } from "node:crypto";
import type { InventoryResult } from "../read-inventory.ts";

/** A UUID that is the same for one image each time, https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
export function uuidOf({ image }: InventoryResult): string {
  return uuidFrom(`${image.digest} ${image.platform}`);
}

export function uuidFrom(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** Where in a registry the image lies; null for what came from a file. */
export function registryPlace({ image }: Pick<InventoryResult, "image">): {
  /** `registry.example.com/shop/web`. */
  readonly repository: string;
  readonly tag: string | null;
} | null {
  const [, repository, tag = null] =
    /^(?:docker:\/\/|https?:\/\/)?([^@]+?\/[^@:]+)(?::([^@/]+))?(?:@.*)?$/.exec(image.reference) ??
    [];
  return !repository ||
    /^\.{0,2}\//.test(repository) ||
    /^(oci|oci-archive|docker-archive|dir):/.test(repository)
    ? null
    : { repository, tag };
}

/** `pkg:oci/web@sha256:…?arch=…&repository_url=…&tag=…`; null for what came from a file. https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
export function imagePurl(inventory: Pick<InventoryResult, "image">): string | null {
  const place = registryPlace(inventory);
  if (!place) return null;
  const { image } = inventory;
  const { repository, tag } = place;
  const name = repository.slice(repository.lastIndexOf("/") + 1);
  const architecture = image.platform.split("/")[1] ?? "";
  const qualifiers = [
    architecture ? `arch=${encodeURIComponent(architecture)}` : "",
    `repository_url=${encodeURIComponent(repository).replaceAll("%2F", "/").replaceAll("%3A", ":")}`,
    tag ? `tag=${encodeURIComponent(tag)}` : "",
  ].filter((one) => one !== "");
  return `pkg:oci/${name.toLowerCase()}@${encodeURIComponent(image.digest)}?${qualifiers.join("&")}`;
}

/** A name for each item that no other has: its own where it is alone, else with a number. */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}#${before + 1}`;
  });
}
