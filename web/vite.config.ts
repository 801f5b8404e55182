import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const service = "http://127.0.0.1:4180";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    // A data: URL in a style sheet or an image would need a laxer content security policy.
    assetsInlineLimit: 0,
    target: "es2024",
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Within one chunk the order of modules is kept: see src/no-eval.ts.
          groups: [{ name: "contract", test: /[\\/](?:zod|api[\\/]src)[\\/]|no-eval\.ts$/ }],
        },
      },
    },
  },
  server: { proxy: { "/api": service } },
});
