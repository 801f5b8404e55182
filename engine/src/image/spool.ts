import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "../error.ts";
import { decompress } from "../layer/decompress.ts";
import { defaultLimits } from "../limits.ts";

/**
 * What can be read only once, or only unpacked, as a file that can be read here and there.
 * Its name is taken away at once, so that nothing stays behind however the process ends.
 */
export async function spool(
  source: AsyncIterable<Uint8Array>,
  name: string,
  options: { readonly signal?: AbortSignal | undefined; readonly maxBytes?: number } = {},
): Promise<FileHandle> {
  const { signal, maxBytes = defaultLimits.archiveBytes } = options;
  const file = await temporaryFile();
  try {
    let size = 0;
    let stored = 0;
    const counted = async function* () {
      for await (const chunk of source) {
        stored += chunk.length;
        yield chunk;
      }
    };
    for await (const chunk of decompress(counted())) {
      if (signal?.aborted)
        throw new PlimsollError("aborted", "reading was stopped", { cause: signal.reason });
      size += chunk.length;
      if (size > maxBytes)
        throw new PlimsollError(
          "limit-exceeded",
          `${name} unpacks to more than ${maxBytes} bytes (limit archiveBytes)`,
        );
      if (size > defaultLimits.layerRatioFloorBytes && size > stored * defaultLimits.layerRatio)
        throw new PlimsollError(
          "limit-exceeded",
          `${name}: ${stored} bytes unpack to ${size} and more (limit layerRatio)`,
        );
      for (let at = 0; at < chunk.length; )
        at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
    }
    return file;
  } catch (cause) {
    await file.close();
    throw spoolError(cause, name);
  }
}

async function temporaryFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-")).catch((cause) => {
    throw spoolError(cause, "");
  });
  try {
    return await open(join(folder, "archive"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function spoolError(cause: unknown, name: string): PlimsollError {
  if (cause instanceof PlimsollError && !/^layer-/.test(cause.code)) return cause;
  if (cause instanceof PlimsollError)
    return new PlimsollError(
      "archive-invalid",
      `${name}: ${cause.message.replace("the layer's", "the")}`,
      { cause, hint: "Make the archive again: docker save -o FILE IMAGE, or skopeo copy." },
    );
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "unknown reason";
  return new PlimsollError(
    "io",
    `${name || "what is read"} cannot be unpacked to ${tmpdir()} (${code})`,
    {
      cause,
      hint: "It needs room there for the unpacked archive; TMPDIR names another folder.",
    },
  );
}
