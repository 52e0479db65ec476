/* After the pages are built: bundle the service worker, list every shell file with its hash. */
import { rm } from "node:fs/promises";
import { build } from "vite";
import { injectManifest } from "workbox-build";

const dir = process.argv[2];

await build({
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: dir,
    emptyOutDir: false,
    minify: true,
    target: "es2020",
    lib: { entry: "sw.src.js", formats: ["iife"], name: "sw", fileName: () => "sw.tmp.js" },
  },
});
const { count, size, warnings } = await injectManifest({
  swSrc: `${dir}/sw.tmp.js`,
  swDest: `${dir}/sw.js`,
  globDirectory: dir,
  globPatterns: [
    "assets/**/*.{js,css,woff2,svg}",
    "**/index.html",
    "__spa-fallback.html",
    "icons/icon.svg",
    "icons/icon-192.png",
    "manifest.webmanifest",
  ],
  globIgnores: ["404/**", "**/404.html"],
  dontCacheBustURLsMatching: /^assets\//,
  manifestTransforms: [
    (list) => ({
      manifest: list.map((e) => ({ ...e, url: "/" + e.url.replace(/(^|\/)index\.html$/, "$1") })),
      warnings: [],
    }),
  ],
});
await rm(`${dir}/sw.tmp.js`, { force: true });
for (const w of warnings) console.warn(w);
console.log(`precache: ${count} files, ${(size / 1024).toFixed(0)} KiB`);
