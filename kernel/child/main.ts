/**
 * The process in which cells run. Started by server/child-process.ts with ChildOptions (link/messages.ts) as its only
 * argument; descriptor 3 belongs to the agent thread, descriptor 4 to this one.
 *
 * @module
 */

import process from "node:process";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { ChildOptions, ToChild } from "../link/messages.ts";
import type { AgentData, ToAgent } from "./agent-messages.ts";
import { AskAgent } from "./ask-agent.ts";
import { wrapCallbacks } from "./callbacks.ts";
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
import { catchUncaught } from "./uncaught.ts";

process.title = "cladescope cells";
const [given = "{}"] = process.argv.splice(2, 1);
const { folder, paths } = JSON.parse(given) as ChildOptions;
// Sent to the whole process group by servers and by Ctrl-C; the kernel process makes an interrupt of it.
process.on("SIGINT", () => {});

const mail = new MessageChannel();
const answers = new MessageChannel();
const agent = new Worker(new URL("./agent.js", import.meta.url), {
  name: "agent",
  workerData: { memory, mail: mail.port2, answers: answers.port2 } satisfies AgentData,
  transferList: [mail.port2, answers.port2],
});

const asking = new AskAgent(
  (message: ToAgent, ports: MessagePort[] = []) => agent.postMessage(message, ports),
  answers.port1,
);
const { host, comms } = createHost(asking);
replaceStandardStreams((name, text) => host.stream(name, text));
const displays = installGlobals(host);
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
installStackTraces();
startPromiseCredit();
wrapCallbacks();
catchUncaught((error, cell) => host.reportError(error, cell === 0 ? undefined : cell));

const exit = process.exit.bind(process);

type Execute = Extract<ToChild, { type: "execute" }>;

/** The agent rings; what there is to do is found in shared memory and in the mail. */
function answerBell(): void {
  if ($Atomics.load(memory, Slot.exit) === 1) exit(0);
  handleInterrupts({
    settle() {
      modules.abandon();
      runner.interrupt();
      openMail(() => runner.interrupt());
    },
  });
  openMail((cell) => void runner.run(cell));
}

function openMail(execute: (message: Execute) => void): void {
  for (let letter = takeMail(mail.port1); letter !== undefined; letter = takeMail(mail.port1)) {
    const { message, parts } = letter;
    if (message.type === "comm") comms.receive(message, parts);
    else execute(message);
  }
}

agent.once("message", () => send({ type: "ready", pid: process.pid }));
agent.on("message", answerBell);
