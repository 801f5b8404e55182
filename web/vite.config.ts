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

export default defineConfig({
  plugins: [builtFiles(), react()],
  build: {
    outDir: "dist",
    // A data: URL in a style sheet or an image would need a laxer content security policy.
    assetsInlineLimit: 0,
    target: "es2024",
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Within one chunk the order of modules is kept: see src/no-eval.ts.
          groups: [
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
