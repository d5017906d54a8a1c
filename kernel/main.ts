#!/usr/bin/env node
/**
 * The kernel, as Jupyter starts it:
 *
 *     node dist/kernel/main.js CONNECTION_FILE
 *
 * SIGINT interrupts the running cell, SIGTERM shuts the kernel down.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { ConnectionError, isKernelError } from "./errors.ts";
import { readConnectionFile } from "./protocol/connection-file.ts";
import { Kernel } from "./server/kernel.ts";
import { watchParent } from "./server/parent-process.ts";

const USAGE = `usage: node dist/kernel/main.js CONNECTION_FILE

The TypeScript kernel of cladescope, as Jupyter starts it: it listens where the connection file says. To make it known
to Jupyter: cladescope kernel install. To run a notebook without Jupyter: cladescope run NOTEBOOK -o OUT.ipynb.`;

/** `CONNECTION_FILE`, `-f CONNECTION_FILE` or `--connection-file CONNECTION_FILE`. */
function connectionFile(): string {
  const { values, positionals } = parseArgs({
    options: { "connection-file": { type: "string", short: "f" } },
    allowPositionals: true,
    strict: false,
  });
  const path = values["connection-file"] ?? positionals[0];
  if (typeof path === "string") return path;
  throw new ConnectionError({
    what: "no connection file is given",
    expected: "node dist/kernel/main.js CONNECTION_FILE",
    hint: "let Jupyter start the kernel: cladescope kernel install",
  });
}

async function main(): Promise<void> {
  if (process.argv.slice(2).some((arg) => arg === "--help" || arg === "-h")) {
    console.log(USAGE);
    return;
  }
  process.title = "cladescope-kernel";
  const kernel = await Kernel.start(readConnectionFile(connectionFile()));
  process.on("SIGINT", () => kernel.interrupt());
  const stop = () => void kernel.stop();
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  watchParent(stop);
  // What escapes is a bug; losing the user's variables for it would be a second one.
  process.on("uncaughtException", (error) => console.error("cladescope kernel:", error));
  await kernel.stopped;
  // process.exit() would not wait for what zeromq has yet to send; a process that ends by itself does, as long as LINGER.
  process.exitCode = 0;
  setTimeout(() => process.exit(0), STRAGGLERS_MS).unref();
}

/** How long a handle that was forgotten may keep the process, in ms. */
const STRAGGLERS_MS = 1000;

/** As logs have it: "…: shell_port is missing; expected …; got …; try …". */
function onOneLine(message: string): string {
  return message
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .join("; ");
}

main().catch((error: unknown) => {
  console.error(isKernelError(error) ? onOneLine(error.message) : error);
  process.exit(1);
});
