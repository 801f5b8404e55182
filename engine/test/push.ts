import type { LayoutImage } from "./build-image.ts";
import { layoutFiles, sha256 } from "./build-image.ts";

/** Pushes images to a registry as a tag: one as an image, several as an index. Gives the digest of what the tag names. */
export async function pushImages(
  origin: string,
  repository: string,
  tag: string,
  images: readonly LayoutImage[],
  authorization?: string,
): Promise<string> {
  const headers = authorization ? { authorization } : undefined;
  const base = `${origin}/v2/${repository}`;
  const files = layoutFiles(images);
  const index = JSON.parse(files.get("index.json")?.toString() ?? "");
  const manifests = new Set(index.manifests.map((one: { digest: string }) => one.digest));
  const put = async (url: string, body: Buffer, type: string) => {
    const answer = await fetch(url, {
      method: "PUT",
      body: new Uint8Array(body),
      headers: { ...headers, "content-type": type },
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  };
  for (const [path, bytes] of files) {
    const digest = sha256(bytes);
    if (!path.startsWith("blobs/") || manifests.has(digest)) continue;
    const started = await fetch(`${base}/blobs/uploads/`, {
      method: "POST",
      ...(headers ? { headers } : {}),
    });
    const location = new URL(started.headers.get("location") ?? "", origin);
    location.searchParams.set("digest", digest);
    await put(location.href, bytes, "application/octet-stream");
  }
  for (const { digest, mediaType } of index.manifests)
    await put(
      `${base}/manifests/${images.length > 1 ? digest : tag}`,
      files.get(`blobs/${digest.replace(":", "/")}`) ?? Buffer.alloc(0),
      mediaType,
    );
  if (images.length === 1) return index.manifests[0].digest;
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const bytes = Buffer.from(JSON.stringify({ ...index, mediaType }));
  await put(`${base}/manifests/${tag}`, bytes, mediaType);
  return sha256(bytes);
}
