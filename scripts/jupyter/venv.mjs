// The Python side: `.venv` at the repository root with the packages of requirements.txt, made once and
// again only when that file changes.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const venv = join(root, ".venv");
const requirements = join(root, "scripts", "jupyter", "requirements.txt");
const stamp = join(venv, "requirements.sha256");
const OLDEST = [3, 11]; // what the pinned packages ask for

/** Something is missing that this repository cannot bring along; its message is meant to be read. */
export class Missing extends Error {}

/** A program of the virtual environment. */
export function inVenv(name) {
  return process.platform === "win32"
    ? join(venv, "Scripts", `${name}.exe`)
    : join(venv, "bin", name);
}

/** Makes or updates `.venv`; throws {@link Missing} where there is no Python or no package index. */
export function makeVenv() {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(inVenv("python")) && existsSync(stamp)) {
    const usable = spawnSync(inVenv("python"), ["-c", ""], { stdio: "ignore" }).status === 0;
    if (usable && readFileSync(stamp, "utf8") === wanted) return;
  }
  const python = findPython();
  console.error(`making .venv with ${python} (about 100 packages, once)`);
  rmSync(venv, { recursive: true, force: true });
  const made = spawnSync(python, ["-m", "venv", venv], { encoding: "utf8" });
  if (made.status !== 0) {
    throw new Missing(
      `${python} cannot make a virtual environment:\n${indented(made.stdout + made.stderr)}\n` +
        "  try       install its venv module (on Debian and Ubuntu: apt install python3-venv)",
    );
  }
  const installed = spawnSync(
    inVenv("python"),
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    { encoding: "utf8", stdio: ["ignore", "inherit", "pipe"] },
  );
  if (installed.status !== 0) {
    const said = installed.stderr.trim().split("\n").slice(-3).join("\n");
    throw new Missing(
      `pip could not install scripts/jupyter/requirements.txt:\n${indented(said)}\n` +
        "  try       a network connection to PyPI, or a mirror of it (PIP_INDEX_URL)",
    );
  }
  quietJupyterLab();
  // Node would take the programs that JupyterLab brings along for modules of this package, which are ESM.
  writeFileSync(join(venv, "package.json"), "{}\n");
  writeFileSync(stamp, wanted);
}

/** The first Python on the PATH that is new enough; `CLADESCOPE_PYTHON` is asked first. */
function findPython() {
  const names = [
    process.env.CLADESCOPE_PYTHON,
    "python3",
    ...[14, 13, 12, 11].map((minor) => `python3.${minor}`),
    "python",
  ].filter(Boolean);
  const seen = [];
  for (const name of names) {
    const { status, stdout } = spawnSync(
      name,
      ["-c", "import sys; print('%d %d' % sys.version_info[:2])"],
      { encoding: "utf8" },
    );
    if (status !== 0) continue;
    const [major, minor] = stdout.trim().split(" ").map(Number);
    if (major === OLDEST[0] && minor >= OLDEST[1]) return name;
    seen.push(`${name} is ${major}.${minor}`);
  }
  throw new Missing(
    "there is no Python that is new enough\n" +
      `  expected  Python ${OLDEST.join(".")} or newer\n` +
      `  got       ${seen.join(", ") || "no python3 on the PATH"}\n` +
      "  try       install one, or name it: CLADESCOPE_PYTHON=/path/to/python3",
  );
}

/** JupyterLab fetches no news, asks for none, and looks for no updates. */
function quietJupyterLab() {
  const settings = join(venv, "share", "jupyter", "lab", "settings");
  mkdirSync(settings, { recursive: true });
  const quiet = { fetchNews: "false", checkForUpdates: false };
  writeFileSync(
    join(settings, "overrides.json"),
    `${JSON.stringify({ "@jupyterlab/apputils-extension:notification": quiet }, null, 2)}\n`,
  );
}

/** Builds `dist/` where there is none, and installs the kernel into `.venv`. */
export function installKernel() {
  const cli = join(root, "dist", "src", "cli", "main.js");
  if (!existsSync(cli)) {
    const built = spawnSync("npm", ["run", "build"], {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (built.status !== 0) throw new Error("the build failed");
  }
  const { status } = spawnSync(process.execPath, [cli, "kernel", "install", "--sys-prefix", venv], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("cladescope kernel install failed");
}

function indented(text) {
  return text
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

// `node scripts/jupyter/venv.mjs` makes it and prints its Python.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    makeVenv();
    console.log(inVenv("python"));
  } catch (error) {
    console.error(error instanceof Missing ? error.message : error);
    process.exitCode = 1;
  }
}
