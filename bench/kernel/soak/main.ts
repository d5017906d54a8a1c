/**
 * `npm run soak -- --minutes 3`: two clients at once on one kernel, thousands of mixed cells, interrupts, crashes,
 * completions and comms. Exit code 1 if a request was not answered exactly once and in order, if busy and idle were not
 * around it, or if an output was missing or in a wrong cell.
 *
 *     npm run soak -- --minutes 3 --seed 7
 *
 * The seed repeats what is asked, not when: what runs into what differs from run to run.
 *
 * @module
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { OWN_KERNEL_ENV, ownKernelArgv } from "../../../kernel/client/own-kernel.ts";
import { treeMemory } from "../memory.ts";
import { LOCAL } from "./cells.ts";
import { SoakClient } from "./client.ts";
import { Ledger } from "./ledger.ts";
import { Random } from "./random.ts";

const REGISTER_EVERY = 5;
const SHOWN = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "3" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
  },
});
const seed = Number(values.seed);
const minutes = Number(values.minutes);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("--minutes takes a number above 0, --seed a whole number");
  process.exit(2);
}
console.log(`seed ${seed}, ${minutes} min`);

const folder = mkdtempSync(join(tmpdir(), "cladescope-soak-"));
writeFileSync(join(folder, "local.ts"), LOCAL);
const first = await KernelClient.start({
  argv: ownKernelArgv(),
  cwd: folder,
  env: { ...OWN_KERNEL_ENV, CLADESCOPE_HISTORY: join(folder, "history.jsonl") },
});
const second = await KernelClient.connect(first.connection);
const ledger = new Ledger(["A", "B"]);
const clients = [
  new SoakClient("A", first, ledger, new Random(seed)),
  new SoakClient("B", second, ledger, new Random(seed + 1)),
];
const pid = first.process?.pid ?? 0;
const before = treeMemory(pid);
const deadline = performance.now() + minutes * 60_000;

await Promise.all(
  clients.map(async (client) => {
    for (let burst = 0; performance.now() < deadline && ledger.violations.length < SHOWN; burst++) {
      if (burst % REGISTER_EVERY === 0) await client.register();
      await client.burst();
    }
  }),
);

const after = treeMemory(pid);
for (const [kind, count] of [...ledger.counts].toSorted()) console.log(`${count}\t${kind}`);
for (const { name, comms } of clients) {
  console.log(`${name}: ${comms.sent} texts sent on comms, ${comms.echoed} came back`);
}
for (const client of [first, second]) {
  for (const { channel, reason } of client.dropped) {
    ledger.violations.push(`a message on ${channel} was dropped: ${reason}`);
  }
}
if (before !== undefined && after !== undefined) {
  console.log(`memory ${before.toFixed(0)} MB at the start, ${after.toFixed(0)} MB at the end`);
}
await second.close();
await first.shutdown();
rmSync(folder, { recursive: true, force: true });

for (const violation of ledger.violations.slice(0, SHOWN)) console.log(`WRONG ${violation}`);
console.log(`${ledger.violations.length} violations, seed ${seed}`);
process.exit(ledger.violations.length > 0 ? 1 : 0);
