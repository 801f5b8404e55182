import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const service = "http://127.0.0.1:4180";

/** What a file `x.built.ts` exports is made when the console is built, and is only data in it. */
function builtFiles(): Plugin {
  return {
    name: "built-files",
    async load(id) {
      if (!id.endsWith(".built.ts")) return null;
      const made: Record<string, unknown> = await import(id);
      return Object.entries(made)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join("\n");
    },
  };
}

/** Compressed once, as the service sends them: https://github.com/fastify/fastify-static#precompressed */
function compressed(): Plugin {
  return {
    name: "compressed",
    async writeBundle({ dir = "" }, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/\.(?:js|css|svg)$/.test(file.fileName)) continue;
        const content = file.type === "chunk" ? file.code : file.source;
        const path = join(dir, file.fileName);
        await writeFile(`${path}.br`, brotliCompressSync(content));
        await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [builtFiles(), react(), compressed()],
  build: {
    outDir: "dist",
    // A data: URL in a style sheet or an image would need a laxer content security policy.
    assetsInlineLimit: 0,
    target: "es2024",
    // What a page loads is held to a size by test/console-size.test.ts.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Within one chunk the order of modules is kept: see src/no-eval.ts.
          groups: [
            // What every page and the first one need is one file: in parts it weighs a fifth more, and each is asked for by itself.
            { name: "console", tags: ["$initial"] },
            {
              name: "zod",
              test: /[\\/]zod[\\/]v4[\\/](?:core[\\/](?!.*json-schema)|mini)|no-eval\.ts$/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": service } },
});
