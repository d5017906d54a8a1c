/**
 * A process that is killed leaves no file that does not load, and a training that was killed over and over ends with the
 * weights of one that was left alone.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { seededUniform } from "../../src/models/latent.ts";
import { run, temporaryFolder } from "./run.ts";
import { logIn, trainArguments, weightsIn } from "./train-run.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const KILLS = 4;
const folder = temporaryFolder();
const STEPS = 20;
const train = [
  ...trainArguments(join(folder, "pictures")),
  ...["--method", "clade", "--steps", `${STEPS}`, "--save-every", "1", "--log-every", "3"],
];
const uniform = seededUniform(5);

/** Trains, and kills the process some checkpoints after it has begun, at any moment of a step or a file. */
async function trainAndKill(out: string): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...train, "-o", out, "--resume"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on("close", (_, signal) => resolve(signal)),
  );
  await Promise.race([ended, new Promise((resolve) => child.stdout.once("data", resolve))]);
  await pause(300 * uniform());
  child.kill("SIGKILL");
  await ended;
}

/** Reads every file in full. */
async function expectWhole(out: string): Promise<void> {
  for (const name of readdirSync(out).filter((one) => !one.startsWith("."))) {
    if (!name.endsWith(".safetensors")) continue;
    const checkpoint = await openCheckpoint(join(out, name));
    for (const key of checkpoint.tensors.keys()) await checkpoint.read(key);
    await checkpoint.close();
  }
  for (const name of readdirSync(join(out, "previews")).filter((one) => !one.startsWith("."))) {
    decode(readFileSync(join(out, "previews", name)), { checkCrc: true });
  }
}

test("kill -9 at any moment leaves files that load, and what goes on ends as if never killed", async () => {
  const out = join(folder, "killed");
  for (let kill = 0; kill < KILLS; kill++) {
    await trainAndKill(out);
    await expectWhole(out);
    expect(existsSync(join(out, "training.safetensors"))).toBe(true);
  }
  const left = join(folder, "left alone");
  const finished = await Promise.all([
    run([...train, "-o", out, "--resume"]),
    run([...train, "-o", left]),
  ]);
  for (const { code, stderr } of finished) expect(code, stderr).toBe(0);
  await expectWhole(out);
  expect(weightsIn(out)).toEqual(weightsIn(left));
  const files = readdirSync(out, { recursive: true }).map(String);
  expect(files.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  let before = 0;
  for (const { step, steps } of logIn(out)) {
    expect(step - steps).toBe(before);
    before = step;
  }
  expect(before).toBe(STEPS);
});
