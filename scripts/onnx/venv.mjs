// Puts onnx and onnxruntime into `.venv` (scripts/jupyter/venv.mjs makes it), once, and prints its Python:
//
//     CLADESCOPE_ONNX_PYTHON=$(node scripts/onnx/venv.mjs) npm test
//
// also loads exported models in Python's onnxruntime.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inVenv, Missing, makeVenv, root } from "../jupyter/venv.mjs";

const requirements = join(root, "scripts", "onnx", "requirements.txt");
const stamp = join(root, ".venv", "onnx-requirements.txt");

try {
  makeVenv();
  const wanted = readFileSync(requirements, "utf8");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) install(wanted);
  console.log(inVenv("python"));
} catch (error) {
  console.error(error instanceof Missing ? error.message : error);
  process.exitCode = 1;
}

function install(wanted) {
  const { status, stderr } = spawnSync(
    inVenv("python"),
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    { encoding: "utf8", stdio: ["ignore", "inherit", "pipe"] },
  );
  if (status !== 0) {
    const said = stderr.trim().split("\n").slice(-3).join("\n");
    throw new Missing(`pip could not install scripts/onnx/requirements.txt:\n${said}`);
  }
  writeFileSync(stamp, wanted);
}
