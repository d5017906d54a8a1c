// Running the programs that the recipe consists of.

import { spawnSync } from "node:child_process";

/** Something is missing that the recipe cannot bring along; its message is meant to be read. */
export class Missing extends Error {
  constructor(what, hint) {
    super(`${what}\n  try       ${hint}`);
  }
}

/**
 * Runs a program and returns what it printed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} hint What to do where it fails.
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function run(program, args, hint, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (status === 0) return String(stdout);
  const said = String(stderr || stdout || error?.message || "")
    .trim()
    .split("\n")
    .slice(-4)
    .map((line) => `  ${line}`)
    .join("\n");
  throw new Missing(`${program} ${args.slice(0, 3).join(" ")} failed\n${said}`, hint);
}

/** Whether a program can be started. */
export function exists(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}
