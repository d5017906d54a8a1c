/**
 * A Python with PyTorch: the one that CLADESCOPE_PYTORCH_PYTHON names, else `.venv-training` or `.venv-engine`, made once.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Its path for the bench of that name; null, with a word why, where there is none to be had. */
export function pytorchPython(bench: "training" | "engine"): string | null {
  const named = process.env.CLADESCOPE_PYTORCH_PYTHON;
  const own = `${root}.venv-${bench}/bin/python`;
  if (named !== undefined) return works(named) ? named : missing(`${named} has no torch`);
  if (works(own)) return own;
  console.error(`making .venv-${bench} with PyTorch (once; on Linux pip brings CUDA along, 5 GB)`);
  const requirements = `${root}bench/${bench}/requirements.txt`;
  const steps: [string, string[]][] = [
    [process.env.CLADESCOPE_PYTHON ?? "python3", ["-m", "venv", `${root}.venv-${bench}`]],
    [own, ["-m", "pip", "install", "--quiet", "-r", requirements]],
  ];
  for (const [program, args] of steps) {
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) return missing(stderr?.trim().split("\n").at(-1) ?? `no ${program}`);
  }
  return works(own) ? own : missing("torch does not start");
}

function works(python: string): boolean {
  if (!existsSync(python)) return false;
  return spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0;
}

function missing(why: string): null {
  console.error(`without PyTorch: ${why}`);
  return null;
}
