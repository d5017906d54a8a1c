// Draws the label maps in data/ again: `node scripts/draw-scenes/main.mjs`.
// Node 20 runs no TypeScript, so this folder is compiled into dist/ first.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const folder = fileURLToPath(new URL(".", import.meta.url));
const compiled = spawnSync(process.execPath, [compiler, "--project", folder], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(1);

const { files } = await import("../../dist/scripts/draw-scenes/files.js");
mkdirSync(new URL("../../data/label-maps/small/", import.meta.url), { recursive: true });
for (const [path, bytes] of files()) {
  writeFileSync(new URL(`../../data/${path}`, import.meta.url), bytes);
  console.log(`data/${path}  ${bytes.length} bytes`);
}
