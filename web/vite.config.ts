import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const service = "http://127.0.0.1:4180";

export default defineConfig({
  plugins: [react()],
  // A data: URL in a style sheet or an image would need a laxer content security policy.
  build: { outDir: "dist", assetsInlineLimit: 0, target: "es2024" },
  server: { proxy: { "/api": service } },
});
