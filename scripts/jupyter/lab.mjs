// `npm run lab`: JupyterLab on notebooks/ with the TypeScript kernel, in a `.venv` of its own.
// What follows `--` goes to JupyterLab: `npm run lab -- --no-browser --port 9999`.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { installKernel, inVenv, Missing, makeVenv, root } from "./venv.mjs";

try {
  makeVenv();
  installKernel();
} catch (error) {
  console.error(`npm run lab: ${error instanceof Missing ? error.message : error}`);
  process.exit(1);
}

if (process.getuid?.() === 0 && !process.argv.includes("--allow-root")) {
  console.error(
    "npm run lab: JupyterLab does not start as root\n" +
      "  try       npm run lab -- --allow-root, or another user",
  );
  process.exit(1);
}

const notebooks = join(root, "notebooks");
mkdirSync(notebooks, { recursive: true });
const lab = spawn(
  inVenv("jupyter-lab"),
  [
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.root_dir=${notebooks}`,
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    ...process.argv.slice(2),
  ],
  { cwd: notebooks, stdio: "inherit" },
);
// The terminal sends its signals to both; JupyterLab decides when it ends.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => lab.kill("SIGTERM"));
process.on("exit", () => lab.kill("SIGTERM"));
// npm that is killed tells nobody: without it, JupyterLab would run on and keep its port.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== parent) lab.kill("SIGTERM");
}, 500);
watch.unref();
lab.on("exit", (code, signal) => {
  clearInterval(watch);
  process.exitCode = code ?? (signal === null ? 1 : 0);
});
