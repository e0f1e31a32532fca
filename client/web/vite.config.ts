/** Built for one address, /app/ of the daemon, whose content security policy allows no inline code and no data: addresses. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "@formatjs/icu-messageformat-parser";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Leaves the list of built files that the service worker keeps (public/sw.js). */
function fileList(): Plugin {
  return {
    name: "file-list",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      this.emitFile({ type: "asset", fileName: "files.json", source: JSON.stringify(files.sort().map((name) => `/app/${name}`)) });
    },
  };
}

/** Browsers that know it compile a whole file beside the page while it comes, not each function on the page's time when it is first
 * called: a third less of script time at first load. */
function compileHint(): Plugin {
  return {
    name: "compile-hint",
    generateBundle: {
      order: "post", // only a file's first line counts
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) if (chunk.type === "chunk") chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`;
      },
    },
  };
}

const WORDS = "virtual:words/";

/** Words that the daemon has for its charts and reports: the same here, so that they stand in one place. */
const DAEMON_WORDS = /^(chart|dimension|figure|measure|topic|unit|word|report(?!\.mail))\./;

function daemonWords(language: string): Record<string, string> {
  const all = JSON.parse(readFileSync(new URL(`../../config/words/${language}.json`, import.meta.url), "utf8")) as Record<string, string>;
  return Object.fromEntries(Object.entries(all).filter(([key]) => DAEMON_WORDS.test(key)));
}

/** The address of a catalogue: all files of src/words/LANGUAGE and what the daemon has as one, loaded as data and no script. Messages
 * that take values are parsed here, so that the parser stays at home. */
function catalogues(): Plugin {
  let building = false;
  return {
    name: "catalogues",
    configResolved: (config) => void (building = config.command === "build"),
    resolveId: (id) => (id.startsWith(WORDS) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${WORDS}`)) return undefined;
      const language = id.slice(WORDS.length + 1);
      const folder = new URL(`src/words/${language}/`, import.meta.url);
      const files = readdirSync(folder).map((name) => new URL(name, folder));
      const words: Record<string, string> = Object.assign(daemonWords(language), ...files.map((file) => JSON.parse(readFileSync(file, "utf8"))));
      const source = JSON.stringify(Object.fromEntries(Object.entries(words).map(([key, text]) => [key, text.includes("{") ? parse(text) : text])));
      if (!building) return `export default URL.createObjectURL(new Blob([${JSON.stringify(source)}]))`;
      const file = this.emitFile({ type: "asset", name: `${language}.json`, source });
      return `export default import.meta.ROLLUP_FILE_URL_${file}`;
    },
  };
}

export default defineConfig({
  base: "/app/",
  // Where the daemon of scripts/run serves, for "npx vite".
  server: { proxy: { "/api": { target: process.env.ONESTOP_URL ?? "https://127.0.0.1:8443", secure: false } } },
  resolve: { alias: process.env.VITEST ? {} : { "@formatjs/icu-messageformat-parser": "@formatjs/icu-messageformat-parser/no-parser.js" } },
  plugins: [catalogues(), fileList(), compileHint()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  css: {
    preprocessorOptions: {
      // Bootstrap 5.3 is written in an older style of Sass.
      scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] },
    },
  },
  build: {
    outDir: process.env.ONESTOP_WEB ?? "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    minify: "terser",
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3, pure_getters: true, keep_fargs: false, unsafe_arrows: true }, format: { comments: false } },
    modulePreload: { polyfill: false },
    target: ["chrome115", "firefox128", "safari17"],
    rollupOptions: { output: { experimentalMinChunkSize: 20000 } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
