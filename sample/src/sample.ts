import {
  breakLastLayer,
  type Composed,
  composeArtifact,
  composeImage,
  composeIndex,
  type StepSpec,
} from "./compose.ts";
import { alpineBase, alpineCurl, alpineNode } from "./images/alpine.ts";
import { checkout, reports, storefront } from "./images/applications.ts";
import { debianBase, debianNode, debianPython } from "./images/debian.ts";
import { filler } from "./images/filler.ts";
import { type Content, type RunningRegistry, serveImages } from "./registry.ts";

/** As from a distant registry, so that a scan's progress can be seen. */
const bytesPerSecond = 1_500_000;

/**
 * Starts the sample: a small read-only registry on loopback whose images show every state that a scan can have.
 * Their package metadata has names and versions as really released; no program in them runs.
 */
export async function startSampleRegistry(
  options: { host?: string; port?: number } = {},
): Promise<RunningRegistry> {
  return serveImages(await sampleImages(), { ...options, bytesPerSecond });
}

async function sampleImages(): Promise<Content> {
  const amd64 = { os: "linux", architecture: "amd64" };
  const arm64 = { os: "linux", architecture: "arm64", variant: "v8" };
  const build = (created: string, steps: StepSpec[], platform = amd64) =>
    composeImage({ platform, created, steps });
  const gateway = composeIndex([
    await build("2022-01-20T08:15:00Z", [...alpineBase("x86_64"), alpineCurl("x86_64")]),
    await build("2022-01-20T08:16:00Z", [...alpineBase("aarch64"), alpineCurl("aarch64")], arm64),
  ]);
  // A layer of its own: one that another image shares would be known already and not be read again.
  const courier = await build("2022-03-02T11:00:00Z", [
    ...alpineBase("x86_64"),
    {
      command: "COPY courier /usr/local/bin/courier # buildkit",
      files: [filler("usr/local/bin/courier", 700_000)],
    },
  ]);
  return {
    "base/alpine": { "3.15": await build("2021-11-24T20:19:40Z", alpineBase("x86_64")) },
    "base/debian": { "12": await build("2023-06-12T01:20:00Z", debianBase()) },
    "platform/chart": { "1.2.0": chart() },
    "platform/courier": { "0.3": breakLastLayer(courier) },
    "platform/gateway": { "1.8": gateway },
    "shop/checkout": {
      "1.0": await build("2023-07-03T14:05:00Z", [...debianBase(), debianNode(), ...checkout()]),
    },
    "shop/reports": {
      "5.1": await build("2023-08-21T07:30:00Z", [...debianBase(), debianPython(), ...reports()]),
    },
    "shop/storefront": {
      "2.4": await build("2022-02-11T09:42:00Z", [
        ...alpineBase("x86_64"),
        alpineNode("x86_64"),
        ...storefront(),
      ]),
    },
  };
}

/** A Helm chart: kept in registries, but no image, so nothing to scan. */
function chart(): Composed {
  return composeArtifact({
    configType: "application/vnd.cncf.helm.config.v1+json",
    contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    content: "a packed chart",
  });
}
