/** Builds the gallery, serves it on loopback, and builds it again when a file changes: `npm run gallery`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Options = { /** A free one where it is 0. */ port: number; follow?: boolean };

/** In a folder of its own, so that nothing of it is in the console's; with React's warnings. */
export async function serveGallery({ port, follow = false }: Options) {
  const outDir = mkdtempSync(join(tmpdir(), "plimsoll-gallery-"));
  const clear = () => rmSync(outDir, { recursive: true, force: true });
  process.once("exit", clear);
  const shared = {
    root: here("."),
    publicDir: here("../public"),
    configFile: here("../vite.config.ts"),
    mode: "development",
    logLevel: "warn",
  } as const;
  const parts = { outDir, minify: false, reportCompressedSize: false, emptyOutDir: true };
  const built = await build({ ...shared, build: { ...parts, watch: follow ? {} : null } });
  if ("on" in built) await firstOf(built);
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: "127.0.0.1", port, strictPort: port !== 0, proxy: {} },
  });
  return {
    url: server.resolvedUrls?.local[0] ?? "",
    close: async () => {
      await server.close();
      clear();
    },
  };
}

type Watcher = Extract<Awaited<ReturnType<typeof build>>, { on: unknown }>;

/** What follows changes has not built anything yet when it is there. */
function firstOf(watcher: Watcher): Promise<void> {
  return new Promise((resolve, reject) => {
    watcher.on("event", (event) => {
      if (event.code === "END") resolve();
      if (event.code === "ERROR") reject(event.error);
    });
  });
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit());
  const { url } = await serveGallery({ port: 4181, follow: true });
  process.stdout.write(`The gallery is ready: ${url}\n`);
}
