/**
 * `npm run experiment -- --times`: what a step of each network costs, one process at a time, in turns. Wants a quiet
 * machine, and says how loaded it was.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { type StepTimes, TIMED } from "../../src/analysis/experiment/step-times.ts";
import { writeFileAtomically } from "../../src/checkpoint/atomic-file.ts";

const [STEPS, ROUNDS] = [40, 3];

export async function timeSteps(
  path: string,
  backend: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const load = loadavg()[0];
  if (load > 0.7) console.log(`the machine is not quiet: load ${load.toFixed(1)}`);
  const rounds = new Map<string, number[]>(TIMED.map((network) => [network, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const network of TIMED) rounds.get(network)?.push(seconds(network, backend, env));
  }
  const networks = Object.fromEntries(
    [...rounds].map(([network, values]) => {
      const [low, median, high] = values.sort((a, b) => a - b);
      console.log(
        `${network.padEnd(22)} ${median.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`,
      );
      return [network, { median, low, high }];
    }),
  );
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, one thread, Node ${process.version}`;
  const times: StepTimes & { readonly load: number } = {
    ...{ format: 1, machine, backend, steps: STEPS, rounds: ROUNDS, networks, load },
  };
  const rounded = (_: string, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value;
  const text = `${JSON.stringify(times, rounded, 1)}\n`;
  await writeFileAtomically(path, [new TextEncoder().encode(text)]);
  console.log(`written to ${path}`);
}

function seconds(network: string, backend: string, env: NodeJS.ProcessEnv): number {
  const child = fileURLToPath(new URL("./time-child.js", import.meta.url));
  const args = ["--no-warnings", child, network, backend, `${STEPS}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`${network}: ${stderr.trim().split("\n").at(-1)}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "").seconds;
}
