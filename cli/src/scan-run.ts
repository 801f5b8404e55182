import { readFile } from "node:fs/promises";
import {
  type Artifact,
  findCredentials,
  formatPlatform,
  type ImageSource,
  imageEntries,
  notAnImage,
  openSource,
  openStarterDatabase,
  type Platform,
  PlimsollError,
  type ScanOptions,
  type ScanResult,
  scanImage,
  selectImage,
} from "@plimsoll/engine";
import { indexResult, type Report } from "./report/report.ts";
import { progressBar } from "./scan-progress.ts";

export type ScanRequest = {
  readonly reference: string;
  /** `null`: this machine's. */
  readonly platform: Platform | "all" | null;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** A PEM file. */
  readonly certificate: string | undefined;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
};

/** Scans what the reference names. Throws `PlimsollError`. */
export async function runScan(request: ScanRequest): Promise<Report> {
  const { reference, platform, signal, warn } = request;
  const certificate = request.certificate ? await readCertificate(request.certificate) : null;
  const database = await openStarterDatabase();
  const bar = progressBar(request.quiet);
  const options: ScanOptions = { database, signal, onProgress: bar.update };
  let source: ImageSource | undefined;
  try {
    source = await openSource(reference, {
      certificate,
      signal,
      credentials: ({ registry, isMirror }) =>
        findCredentials(registry, {
          isMirror,
          given: { username: request.username, password: request.password },
          warn,
        }),
    });
    const artifact = await source.resolve(undefined, signal);
    if (platform === "all") return await scanAll(source, artifact, options, warn);
    return await scanImage(await selectImage(source, artifact, platform, signal), options);
  } finally {
    bar.stop();
    await source?.close();
  }
}

async function scanAll(
  source: ImageSource,
  artifact: Artifact,
  options: ScanOptions,
  warn: (message: string) => void,
): Promise<Report> {
  const { reference, digest } = artifact;
  const images: ScanResult[] = [];
  if (artifact.kind === "image") images.push(await scanImage(artifact, options));
  else if (artifact.kind === "index") {
    for (const entry of imageEntries(artifact)) {
      const child = await source.resolve(entry.digest, options.signal);
      if (child.kind === "image") images.push(await scanImage({ ...child, reference }, options));
      else
        warn(
          `${entry.platform ? formatPlatform(entry.platform) : entry.digest} is no image and was left out`,
        );
    }
  }
  if (images.length === 0 && artifact.kind !== "image") throw notAnImage(artifact);
  return indexResult({ reference, digest }, images);
}

async function readCertificate(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new PlimsollError("io", `the certificate ${path} cannot be read (${cause.code})`, {
      cause,
    });
  });
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new PlimsollError("certificate", `${path} holds no certificate`, {
      hint: "Give a PEM file, with -----BEGIN CERTIFICATE----- in it.",
    });
  return text;
}
