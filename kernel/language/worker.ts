/**
 * The TypeScript worker: a thread of the kernel process that lowers cells and runs the language service.
 * Started with {@link LanguageOptions} as its `workerData`; see messages.ts for what it answers.
 *
 * @module
 */

import "./compile-cache.ts";
import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { cellFileName, type TranspiledFile } from "../link/messages.ts";
import { saveCompileCache } from "./compile-cache.ts";
import { isComplete } from "./is-complete.ts";
import { lowerCell, lowerExpression } from "./lower/lower-cell.ts";
import { transpileFile } from "./lower/transpile-file.ts";
import type { LanguageOptions, LanguageRequests, LowerAnswer, TypeCheckMode } from "./messages.ts";
import { readProject } from "./project/project.ts";
import { type Handlers, Scheduler } from "./scheduler.ts";
import { LanguageService } from "./service/language-service.ts";
import { magicMode } from "./type-check-mode.ts";
import ts from "./typescript.ts";

// Every check makes a new program and drops the one before. V8 would let three times what lives pile up before it
// collects, which in a thread of 75 MB is all the memory the kernel may take.
setFlagsFromString("--heap-growing-percent=40");

const options = workerData as LanguageOptions;
const project = readProject(options.folder);
const service = new LanguageService(project, () => scheduler.serveUrgent());

/** Cells that wait for their check before they run. */
const checkedFirst = new Set<number>();

function lower({ cell, source, title, storeNames }: LanguageRequests["lower"]["ask"]): LowerAnswer {
  const fileName = cellFileName(cell);
  const lowered = lowerCell(ts, { source, title, fileName, compilerOptions: project.configured });
  if ("syntaxError" in lowered) return lowered;
  const { mode, bad } = magicMode(source);
  const typeCheck: TypeCheckMode = mode ?? options.typeCheck ?? project.typeCheck ?? "warn";
  if (typeCheck === "error") checkedFirst.add(cell);
  const known = { cell, source, title, mode: typeCheck };
  if (storeNames) service.add(bad === undefined ? known : { ...known, badMode: bad });
  return { ...lowered, typeCheck };
}

function transpile({
  path,
  asCommonJs = false,
}: LanguageRequests["transpile"]["ask"]): TranspiledFile {
  const source = ts.sys.readFile(path);
  return source === undefined
    ? { error: { message: `${path} cannot be read.`, line: 1, column: 1, frame: "" } }
    : transpileFile(ts, path, source, project.configured, { asCommonJs });
}

function* warmUp(): Generator<void> {
  yield* service.warmUp();
  saveCompileCache();
}

const handlers: Handlers = {
  lower,
  lowerExpression: ({ source, title }) => {
    const request = { source, title, fileName: "__expression.ts" };
    const lowered = lowerExpression(ts, { ...request, compilerOptions: project.configured });
    return "syntaxError" in lowered ? lowered : { ...lowered, typeCheck: "off" };
  },
  transpile,
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
    scheduler.inBackground(warmUp());
    return null;
  },
};

if (parentPort === null) throw new Error("worker.ts is the entry of a worker thread.");
const scheduler: Scheduler = new Scheduler(
  parentPort,
  handlers,
  (request) => request.kind === "check" && checkedFirst.has(request.ask.cell),
);
