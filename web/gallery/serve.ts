/** Serves the gallery on loopback and follows changes of the files: `npm run gallery`. */
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** On a free port where it is 0. */
export async function serveGallery(
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = await createServer({
    root: here("."),
    publicDir: here("../public"),
    configFile: here("../vite.config.ts"),
    // Not the console's, which follows it on the same packages at times.
    cacheDir: here("../node_modules/.vite-gallery"),
    logLevel: "warn",
    server: { host: "127.0.0.1", port, strictPort: port !== 0, proxy: {} },
  });
  await server.listen();
  const [url = ""] = server.resolvedUrls?.local ?? [];
  return { url, close: () => server.close() };
}

if (import.meta.main) {
  const { url } = await serveGallery(4181);
  process.stdout.write(`The gallery is ready: ${url}\n`);
}
