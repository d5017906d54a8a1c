// What figures bring along into a page: dist/browser/core.js.gz, the project's own script, and plotly.js.gz, a plotly
// with just the traces in use. Compressed here, so that showing a figure costs no time.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}dist/browser/`;

/** Larger than this, and every notebook pays for it. */
const LARGEST = 2_100_000;

const parts = {
  core: { entryPoints: [`${root}src/figures/browser/core.ts`] },
  plotly: {
    entryPoints: [`${root}src/figures/browser/plotly.cjs`],
    alias: { stream: "stream-browserify" },
    define: { global: "globalThis" },
    loader: { ".css": "text" },
  },
};

mkdirSync(out, { recursive: true });
const sizes = {};
for (const [name, options] of Object.entries(parts)) {
  const { outputFiles } = await build({
    ...options,
    bundle: true,
    minify: true,
    write: false,
    format: "cjs", // evaluated as a function of `module`, which no require.js on the page can get hold of
    platform: "browser",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  const bytes = outputFiles[0].contents;
  if (bytes.length > LARGEST) throw new Error(`${name}: ${bytes.length} bytes, over ${LARGEST}`);
  const compressed = gzipSync(bytes, { level: 9 });
  writeFileSync(`${out}${name}.js.gz`, compressed);
  sizes[name] = {
    bytes: bytes.length,
    compressed: compressed.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}
writeFileSync(`${out}parts.json`, `${JSON.stringify(sizes, null, 2)}\n`);
