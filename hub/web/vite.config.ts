import { paraglideVitePlugin, type CompilerOptions } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const MESSAGES: CompilerOptions = {
  project: "./project.inlang",
  outdir: "./src/paraglide",
  strategy: ["globalVariable", "baseLocale"],
};

export default defineConfig(({ mode }) => ({
  plugins: [
    // It watches the catalogs for as long as it lives; tests have them compiled before.
    ...(mode === "test" ? [] : [paraglideVitePlugin(MESSAGES)]),
    svelte({ configFile: false }),
  ],
  build: {
    target: "es2022",
    rolldownOptions: {
      input: { index: "index.html", sw: "src/sw.ts" },
      output: {
        // A service worker governs the folder it lies in, and keeps its name between versions.
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { proxy: { "/v1": { target: "http://127.0.0.1:8000", ws: true } } },
  test: { include: ["src/**/*.test.ts"], setupFiles: ["src/testing/browser.ts"] },
}));
