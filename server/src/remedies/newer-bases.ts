import { type KnownBase, newerTags, parseReference, type Reference } from "@plimsoll/engine";
import type { Db } from "../database/open.ts";
import { chainIds } from "../images/image-config.ts";
import { readStoredImage, type StoredImage } from "../reports/stored-image.ts";
import { taggedImages } from "./tagged-images.ts";

/** So many newer tags are tried; each is matched whole. */
const most = 5;

/** Images of connected registries that could take the place of an image's base: what its tag stands for now, and newer tags. */
export async function newerBases(db: Db, image: StoredImage): Promise<KnownBase[]> {
  const { base, layers, platform } = image;
  const named = base?.reference ? readReference(base.reference) : null;
  if (!base || !named?.tag) return [];
  const repositoryId = await findRepository(db, named);
  if (repositoryId === null) return [];
  const tagged = await taggedImages(db, repositoryId, platform);
  const chain = base.layers === null ? undefined : chainIds(layers)[base.layers - 1];
  const same = tagged.find(({ tag }) => tag === named.tag);
  const isUnchanged =
    !same || same.digest === base.digest || (chain && same.chainId?.equals(chain)) || !chain;
  const { sameMajor, newest } = newerTags(
    named.tag,
    tagged.map(({ tag }) => tag),
  );
  const tried = [
    ...(isUnchanged ? [] : [{ ...same, kind: "refresh" as const }]),
    ...[...sameMajor, newest].flatMap((tag) => {
      const found = tagged.find((one) => one.tag === tag);
      return found ? [{ ...found, kind: "update" as const }] : [];
    }),
  ].slice(0, most);
  const found = await Promise.all(
    tried.map(async ({ tag, kind, artifactId }): Promise<KnownBase | null> => {
      const { os, packages } = await readStoredImage(db, artifactId, undefined);
      const reference = `${named.registry}/${named.repository}:${tag}`;
      return packages && { reference, kind, os, packages };
    }),
  );
  return found.filter((one) => one !== null);
}

function readReference(text: string): Reference | null {
  try {
    return parseReference(text);
  } catch {
    return null;
  }
}

async function findRepository(db: Db, named: Reference): Promise<string | null> {
  const rows = await db
    .selectFrom("repository")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .select(["repository.id", "registry.address"])
    .where("repository.path", "=", named.repository)
    .where("repository.gone_at", "is", null)
    .where("registry.hidden", "=", false)
    .execute();
  const host = new URL(named.address).host;
  return rows.find(({ address }) => new URL(address).host === host)?.id ?? null;
}
