/** Runs the built program as a user does, in a process of its own. */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What libtensorflow says at any log level, where tfjs-node is installed, is not ours. */
function quiet(stderr: string): string {
  const theirs =
    /^(WARNING: All log messages before absl|[IW]\d{4} .* port\.cc:\d+\] oneDNN).*\n/gm;
  return stderr.replace(theirs, "");
}

/** Runs `cladescope ARGS`; nothing can be read from its stdin. */
export function run(
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child
      .on("error", reject)
      .on("close", (code) => resolve({ code, stdout, stderr: quiet(stderr) }));
  });
}

/** Runs `cladescope ARGS`, which must succeed and say nothing on stderr; gives what it prints. */
export async function ok(args: readonly string[], options?: { cwd?: string }): Promise<string> {
  const { code, stdout, stderr } = await run(args, options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/**
 * Runs `cladescope ARGS`, which must fail with one readable message and print nothing else.
 *
 * @param code 1 for files, contents and the machine, 2 for a command line that makes no sense.
 */
export async function problem(
  args: readonly string[],
  { code, cwd }: { code: 1 | 2; cwd?: string } = { code: 1 },
): Promise<string> {
  const finished = await run(args, cwd === undefined ? {} : { cwd });
  expect(finished).toEqual({ code, stdout: "", stderr: finished.stderr });
  const lines = finished.stderr.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(6);
  expect(finished.stderr).not.toMatch(/^\s+at |node:internal|unexpected error|undefined/m);
  expect(finished.stderr).not.toContain("\u001b");
  return finished.stderr;
}

/** An empty folder for the files of one test file, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-cli-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What is in a folder, hidden files included. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
