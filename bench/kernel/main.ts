/**
 * `npm run bench:kernel`: this kernel beside tslab, Deno and ipykernel, in the same run, with the same client.
 *
 *     npm run bench:kernel                          all, 5 starts of each
 *     npm run bench:kernel -- --starts 3 --only cladescope,deno
 *
 * The kernels take turns, so that what else the machine does falls on all of them. The peers are fetched once (npm,
 * PyPI); one that cannot be fetched has dashes, and the reason is printed.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "../median.ts";
import { firstReply } from "./first-reply.ts";
import { type Measured, measure } from "./measure.ts";
import { findKernel, KERNEL_NAMES, type Kernel } from "./peers.ts";
import { type Summary, summarize, table, verdicts } from "./table.ts";

/** Starts that only the first reply is measured of, for each start with all measures. */
const BARE_STARTS = 3;
const AMOUNTS = { trivial: 200, paced: 30, session: 1_000, lines: 5_000 };

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "5" },
    only: { type: "string", default: KERNEL_NAMES.join(",") },
    output: { type: "string", default: "out/bench-kernel.json" },
  },
});
const starts = Number(values.starts);
const chosen = values.only.split(",");
if (!(starts >= 1) || chosen.some((name) => !KERNEL_NAMES.includes(name))) {
  console.error(`--starts takes a number, --only some of ${KERNEL_NAMES.join(", ")}`);
  process.exit(2);
}

const kernels: Kernel[] = [];
for (const name of chosen) {
  const found = findKernel(name);
  if ("reason" in found) console.log(`${name} is left out: ${found.reason}`);
  else kernels.push(found);
}
const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} threads, Node ${process.version}`;
const versions = Object.fromEntries(kernels.map(({ name, version }) => [name, version]));
console.log(`${machine}\n${kernels.map(({ name, version }) => `${name} ${version}`).join(", ")}\n`);

const runs: Record<string, Measured[]> = Object.fromEntries(kernels.map(({ name }) => [name, []]));
const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-"));
// Histories and the like go there too.
const env = { JUPYTER_DATA_DIR: folder, IPYTHONDIR: folder, CLADESCOPE_HISTORY: join(folder, "h") };
try {
  for (const { argv, cwd = folder } of kernels) await firstReply({ argv, cwd, env }); // files into the page cache
  for (let start = 1; start <= starts; start++) {
    for (const kernel of kernels) {
      console.error(`start ${start} of ${starts}: ${kernel.name}`);
      const { argv, cwd = folder } = kernel;
      const bare: number[] = [];
      for (let index = 0; index < BARE_STARTS; index++) {
        const taken = await firstReply({ argv, cwd, env });
        if (taken === undefined) console.error(`  ${kernel.name} did not answer after its start`);
        else bare.push(taken);
      }
      const measured = await measure(kernel, cwd, env, AMOUNTS);
      runs[kernel.name].push(bare.length > 0 ? { start: median(bare), ...measured } : measured);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const summaries: Record<string, Summary> = Object.fromEntries(
  Object.entries(runs).map(([name, measured]) => [name, summarize(measured)]),
);
console.log(`${table(chosen, summaries)}\n`);
const judged = verdicts(summaries);
console.log(`${judged.filter(({ passed }) => passed).length} of ${judged.length} bars cleared`);
mkdirSync("out", { recursive: true });
const file = {
  ...{ date: new Date().toISOString(), machine, versions, starts },
  ...{ bars: judged, summaries, runs },
};
writeFileSync(values.output, `${JSON.stringify(file, null, 2)}\n`);
console.log(`written to ${values.output}`);
