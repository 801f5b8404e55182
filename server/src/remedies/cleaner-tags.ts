import { type Artifact, type Remedy, severities } from "@plimsoll/api";
import { compareResults, newerTags } from "@plimsoll/engine";
import type { Db } from "../database/open.ts";
import { comparable } from "../reports/compare.ts";
import { readStoredImage, type StoredImage } from "../reports/stored-image.ts";
import { taggedImages } from "./tagged-images.ts";

const most = 3;

/** Newer tags of the same image that have been scanned and have less, the cleanest first. */
export async function cleanerTags(
  db: Db,
  artifact: Artifact,
  image: StoredImage,
): Promise<Remedy["cleaner"]> {
  const [current] = artifact.tags;
  if (current === undefined) return [];
  const tagged = await taggedImages(db, artifact.imageId, image.platform);
  const { sameMajor, newest } = newerTags(
    current,
    tagged.map(({ tag }) => tag),
  );
  const newer = [...sameMajor, newest];
  const cleaner = tagged
    .filter(({ tag, summary }) => newer.includes(tag) && isLess(summary, image.summary))
    .sort((a, b) => (isLess(a.summary, b.summary) ? -1 : 1))
    .slice(0, most);
  return Promise.all(
    cleaner.map(async ({ tag, artifactId, summary }) => {
      const other = await readStoredImage(db, artifactId, undefined);
      const { added, fixed } = compareResults(comparable(image), comparable(other)).findings;
      return { artifactId, tag, summary, fixed: fixed.summary.total, added: added.summary.total };
    }),
  );
}

function isLess(a: StoredImage["summary"], b: StoredImage["summary"]): boolean {
  const difference = severities.map((one) => a[one] - b[one]).find((one) => one !== 0);
  return difference !== undefined && difference < 0;
}
