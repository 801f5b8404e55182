/** Builds the gallery, serves it on loopback, and builds it again when a file changes: `npm run gallery`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Options = { /** A free one where it is 0. */ port: number; follow?: boolean };

/** In a folder of its own, so that nothing of it is in the console's; with React's warnings. */
export async function serveGallery({ port, follow = false }: Options) {
  const outDir = await mkdtemp(join(tmpdir(), "plimsoll-gallery-"));
  const shared = {
    root: here("."),
    publicDir: here("../public"),
    configFile: here("../vite.config.ts"),
    mode: "development",
    logLevel: "warn",
  } as const;
  const parts = { outDir, minify: false, reportCompressedSize: false, emptyOutDir: true };
  await build({ ...shared, build: { ...parts, watch: follow ? {} : null } });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: "127.0.0.1", port, strictPort: port !== 0, proxy: {} },
  });
  return {
    url: server.resolvedUrls?.local[0] ?? "",
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

if (import.meta.main) {
  const { url, close } = await serveGallery({ port: 4181, follow: true });
  process.stdout.write(`The gallery is ready: ${url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void close().then(() => process.exit(0)));
}
