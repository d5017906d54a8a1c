// Runs code as cells do, in a process whose modules the kernel loads; prints what the code returns as JSON.

import { writeFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { URL } from "node:url";
import vm from "node:vm";
import { MessageChannel, Worker } from "node:worker_threads";
import { transpile } from "./lower.mjs";

const { folder, paths, thread, body } = JSON.parse(process.argv[2]);
if (thread) delete Module.registerHooks;
const { installModules } = await import("../../../../dist/kernel/child/modules/install.js");

let edits = 0;
const lowered = [];

const modules = installModules({
  folder,
  paths,
  transpile: asInAnotherProcess(transpile),
  transpilePort: () => {
    const { port1, port2 } = new MessageChannel();
    const url = new URL("./answer.mjs", import.meta.url);
    new Worker(url, { workerData: port2, transferList: [port2] }).unref();
    return port1;
  },
  onTranspiled: (name, file) => lowered.push({ name, file }),
});

/** What cells do to the global names is nothing to the compiler, which runs elsewhere. */
function asInAnotherProcess(work) {
  const { defineProperties, getOwnPropertyDescriptors } = Object;
  const intact = getOwnPropertyDescriptors(globalThis);
  return (...args) => {
    const now = getOwnPropertyDescriptors(globalThis);
    defineProperties(globalThis, intact);
    try {
      return work(...args);
    } finally {
      defineProperties(globalThis, now);
    }
  };
}

Object.assign(globalThis, {
  folder,
  modules,
  lowered,
  /** Saves a file, later than ever before. */
  write: (name, text) => writeFileSync(join(folder, name), text + " ".repeat(++edits)),
  /** What an error says. */
  failure: async (work) => {
    try {
      await work();
    } catch (error) {
      return { name: error.name, code: error.code, message: error.message, stack: error.stack };
    }
    throw new Error("nothing was thrown");
  },
});

const code = `(async () => {${body}\n})()`;
const result = await new vm.Script(code, { filename: "__cell_1.ts" }).runInThisContext();
process.stdout.write(JSON.stringify(result ?? null), () => process.exit());
