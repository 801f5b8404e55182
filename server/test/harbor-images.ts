import { type Composed, composeArtifact, composeImage, composeIndex } from "@plimsoll/sample";

/** What a Harbor of the tests holds: two images, an index of both with attestations, and a chart. */
export async function demoImages(): Promise<
  Readonly<Record<"alpine" | "arm" | "index" | "chart", Composed>>
> {
  const image = (architecture: string) =>
    composeImage({
      platform: { os: "linux", architecture },
      created: "2026-11-20T08:00:00Z",
      steps: [{ command: "ADD", files: [{ path: "etc/os-release", content: "ID=alpine\n" }] }],
    });
  const [alpine, arm] = await Promise.all([image("amd64"), image("arm64")]);
  const chart = composeArtifact({
    configType: "application/vnd.cncf.helm.config.v1+json",
    contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    content: "chart",
  });
  return { alpine, arm, index: composeIndex([alpine, arm]), chart };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const kept: T[] = [];
  for await (const item of items) kept.push(item);
  return kept;
}
