/**
 * Puts the parts of the child's main thread together, and does what the agent brings.
 *
 * @module
 */

import process from "node:process";
import { MessageChannel } from "node:worker_threads";
import type { ChildOptions, ToChild } from "../link/messages.ts";
import { AskAgent } from "./ask-agent.ts";
import { wrapCallbacks } from "./callbacks.ts";
import { installCellGlobal } from "./cell-global.ts";
import { startPromiseCredit } from "./credit.ts";
import { installGlobals } from "./display/globals.ts";
import { registerFile } from "./errors/sources.ts";
import { installStackTraces } from "./errors/stack-trace.ts";
import { createHost } from "./host.ts";
import { handleInterrupts } from "./interrupts.ts";
import { $Atomics } from "./intrinsics.ts";
import { takeMail } from "./mailbox.ts";
import { installModules } from "./modules/install.ts";
import { send } from "./output.ts";
import { CellRunner } from "./run-cell.ts";
import { Slot } from "./shared-memory.ts";
import { memory } from "./shield.ts";
import { replaceStandardStreams } from "./standard-streams.ts";
import type { Agent } from "./start-agent.ts";
import { catchUncaught } from "./uncaught.ts";
import { warmGlobals } from "./warm-globals.ts";

type Execute = Extract<ToChild, { type: "execute" }>;

/** Resolves when cells can run. */
export async function serveCells(agent: Agent, { folder, paths }: ChildOptions): Promise<void> {
  warmGlobals();
  const { host, comms } = createHost(new AskAgent(agent));
  replaceStandardStreams((name, text) => host.stream(name, text));
  const displays = installGlobals(host);
  installCellGlobal();
  const modules = installModules({
    folder,
    paths,
    transpile: host.transpile,
    transpilePort: () => {
      const { port1, port2 } = new MessageChannel();
      host.lendPort(port2);
      return port1;
    },
    onTranspiled: registerFile,
  });
  const runner = new CellRunner(host, displays);
  const exit = process.exit.bind(process);

  function openMail(execute: (message: Execute) => void): void {
    for (let letter = takeMail(agent.mail); letter !== undefined; letter = takeMail(agent.mail)) {
      const { message, parts } = letter;
      if (message.type === "comm") {
        comms.receive(message, parts);
        send({ type: "heard", cell: message.cell });
      } else {
        execute(message);
      }
    }
  }

  agent.onRing(() => {
    if ($Atomics.load(memory, Slot.exit) === 1) exit(0);
    handleInterrupts({
      settle() {
        modules.abandon();
        runner.interrupt();
        openMail(() => runner.interrupt());
      },
    });
    openMail((cell) => void runner.run(cell));
  });
  await agent.listens;

  installStackTraces();
  startPromiseCredit();
  wrapCallbacks();
  catchUncaught((error, cell) => host.reportError(error, cell === 0 ? undefined : cell));
  send({ type: "ready", pid: process.pid });
}
