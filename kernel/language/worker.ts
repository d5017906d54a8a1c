/**
 * The TypeScript worker: a thread of the kernel process that lowers cells and runs the language service.
 * Started with {@link LanguageOptions} as its `workerData`; see messages.ts for what it answers.
 *
 * @module
 */

import { parentPort, workerData } from "node:worker_threads";
import { isComplete } from "./is-complete.ts";
import type { LanguageOptions, LanguageRequests, LowerAnswer, TypeCheckMode } from "./messages.ts";
import { readProject } from "./project/project.ts";
import { type Handlers, Scheduler } from "./scheduler.ts";
import { LanguageService } from "./service/language-service.ts";
import { magicMode } from "./type-check-mode.ts";

const options = workerData as LanguageOptions;
const project = readProject(options.folder);
const service = new LanguageService(project, () => scheduler.serveUrgent());

/** Cells that wait for their check before they run. */
const checkedFirst = new Set<number>();

function lower({ cell, source, title }: LanguageRequests["lower"]["ask"]): LowerAnswer {
  const { mode } = magicMode(source);
  const typeCheck: TypeCheckMode = mode ?? options.typeCheck ?? project.typeCheck ?? "warn";
  if (typeCheck === "error") checkedFirst.add(cell);
  service.add({ cell, source, title, mode: typeCheck });
  throw new Error("Lowering is not there yet.");
}

const handlers: Handlers = {
  lower,
  lowerExpression: () => {
    throw new Error("Lowering is not there yet.");
  },
  transpile: () => {
    throw new Error("Lowering is not there yet.");
  },
  check: ({ cell }) => {
    checkedFirst.delete(cell);
    return service.check(cell);
  },
  complete: (ask) => service.complete(ask),
  inspect: (ask) => service.inspect(ask),
  isComplete: ({ source }) => isComplete(source),
  forget: () => {
    service.forget();
    return null;
  },
  paths: () => project.paths ?? null,
  warmUp: () => {
    scheduler.inBackground(service.warmUp());
    return null;
  },
};

if (parentPort === null) throw new Error("worker.ts is the entry of a worker thread.");
const scheduler: Scheduler = new Scheduler(
  parentPort,
  handlers,
  (request) => request.kind === "check" && checkedFirst.has(request.ask.cell),
);
