/**
 * A notebook from top to bottom through a kernel, over the real protocol.
 *
 * @module
 */

import { KernelClient, type StartOptions } from "../client/kernel-client.ts";
import { isKernelError, NotebookError } from "../errors.ts";
import type { Json } from "../protocol/messages.ts";
import { CellOutputs, type Displays, errorOf } from "./cell-outputs.ts";
import { isObject } from "./is-object.ts";
import { type CodeCell, type ErrorOutput, type Notebook, tagsOf } from "./nbformat.ts";
import { type CellRunOptions, finishCell, sendCell, warmUp } from "./run-cell.ts";

/** Which kernel runs the notebook, as its kernelspec says. */
export interface KernelChoice {
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
  readonly start: Omit<StartOptions, "cwd">;
}

export interface RunOptions extends CellRunOptions {
  readonly kernel: KernelChoice;

  /** Where cells run: the notebook's folder. */
  readonly folder: string;

  /** Takes what our own kernel says on stderr: its warnings, and its log where that is asked for. */
  readonly onKernelLog?: ((line: string) => void) | undefined;

  /** Goes on after a cell that fails. */
  readonly allowErrors?: boolean | undefined;

  /** Something in `notebook` has changed; `cellEnded` is waited for. */
  readonly onChange?: (() => void) | undefined;
  readonly onCellEnd?: (() => Promise<void>) | undefined;

  /** Before each cell and at the end. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How long what the last cell left undone may hold up the end, in seconds. */
const LAST_WORDS = 5;

export interface Failure {
  /** Number of the cell in the notebook, from 1. */
  readonly cell: number;
  /** What stands before it, as in `In [3]`; null where the kernel has not said so. */
  readonly count: number | null;
  readonly error: Omit<ErrorOutput, "output_type">;
  /** Why it was interrupted, if it was. */
  readonly stopped: "timeout" | "signal" | undefined;
  /** The error came when later cells ran already. */
  readonly late: boolean;
}

export interface RunResult {
  /** What ended the run early. */
  readonly failure: Failure | undefined;

  /** Cells that failed and were allowed to. */
  readonly allowedFailures: number;
}

/**
 * Runs the code cells in order and writes what they show into `notebook`.
 *
 * A cell fails when its reply says so, and when an error is shown in it that nobody caught, as of a promise or
 * a timer. A cell tagged `raises-exception` may fail; one tagged `skip-execution` stays as it is. After `signal` is
 * aborted the running cell is interrupted, and the run ends.
 *
 * @throws ConnectionError if the kernel does not start; NotebookError if it dies or a cell does not stop.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const { kernel, folder, onChange, onProgress } = options;
  const client = await KernelClient.start({
    ...{ ...kernel.start, cwd: folder },
    onErrorLine: (line) => {
      const [, said] = /^\[cladescope kernel\] (.*)$/.exec(line) ?? [];
      if (said !== undefined) options.onKernelLog?.(said);
    },
  });
  const outputs = new Map<string, CellOutputs>();
  client.onMessage((message, channel) => {
    // By parent, so that what a timer shows later still comes into its own cell.
    const cell = outputs.get(message.parent_header.msg_id ?? "");
    if (channel !== "iopub" || cell === undefined) return;
    cell.receive(message);
    onChange?.();
  });
  try {
    await warmUp(client, { signal: options.signal });
    describeKernel(notebook, kernel, client.info);
    const jobs = prepareCells(notebook);
    onChange?.();
    const displays: Displays = new Map();
    let allowedFailures = 0;
    const inOrder: Ran[] = [];
    for (const [done, { cell, number }] of jobs.entries()) {
      onProgress?.(done, jobs.length);
      const request = sendCell(client, cell);
      const shown = new CellOutputs(cell, displays);
      outputs.set(request.id, shown);
      const { reply, stopped } = await finishCell(client, request, options).catch((error) => {
        throw diedIn(placeOf(cell.execution_count, number), shown, error);
      });
      shown.replied(reply);
      await options.onCellEnd?.();
      const replied = reply.content.status === "error" ? errorOf(reply.content) : undefined;
      const error = replied ?? shown.error;
      if (error === undefined && stopped === undefined) {
        inOrder.push({ cell, number, shown });
        continue;
      }
      const mayFail = mayRaise(cell) && stopped === undefined;
      if (stopped !== "signal" && (mayFail || options.allowErrors)) {
        if (!mayFail) allowedFailures++;
        continue;
      }
      const failure = {
        ...{ cell: number, count: cell.execution_count, stopped, late: false },
        error: error ?? errorOf({}),
      };
      return { failure, allowedFailures };
    }
    // What the last cell left undone has come when an empty one has been there and back.
    await warmUp(client, { signal: options.signal, timeout: LAST_WORDS }).catch(() => {});
    onProgress?.(jobs.length, jobs.length);
    const late = lateFailures(inOrder);
    if (options.allowErrors) allowedFailures += late.length;
    return { failure: options.allowErrors ? undefined : late[0], allowedFailures };
  } finally {
    await client.shutdown();
  }
}

interface Ran {
  readonly cell: CodeCell;
  readonly number: number;
  readonly shown: CellOutputs;
}

function mayRaise(cell: CodeCell): boolean {
  return tagsOf(cell).includes("raises-exception");
}

/** Of cells that had ended in order, and into which an error came later. */
function lateFailures(ran: readonly Ran[]): Failure[] {
  return ran.flatMap(({ cell, number, shown: { error } }) =>
    error === undefined || mayRaise(cell)
      ? []
      : [{ cell: number, count: cell.execution_count, error, stopped: undefined, late: true }],
  );
}

/** How people find a cell: by what stands before it, and without that by its place in the notebook. */
export function placeOf(count: number | null, number: number): string {
  return count === null ? `cell ${number} of the notebook` : `cell In [${count}]`;
}

/** Cells to run, emptied all at once: a run that ends early leaves no outputs of an earlier one behind it. */
function prepareCells(notebook: Notebook): Array<{ cell: CodeCell; number: number }> {
  const jobs: Array<{ cell: CodeCell; number: number }> = [];
  for (const [i, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code" || tagsOf(cell).includes("skip-execution")) continue;
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.execution;
    if (cell.source.trim() !== "") jobs.push({ cell, number: i + 1 });
  }
  return jobs;
}

function describeKernel({ metadata }: Notebook, kernel: KernelChoice, info: Json): void {
  metadata.kernelspec = {
    display_name: kernel.displayName,
    language: kernel.language,
    name: kernel.name,
  };
  if (isObject(info.language_info)) metadata.language_info = info.language_info;
}

/** Says in which cell it happened, to the reader of the notebook as well. */
function diedIn(where: string, shown: CellOutputs, error: unknown): unknown {
  if (!isKernelError(error)) return error;
  const [what = "", ...details] = error.message.split("\n");
  shown.add({ output_type: "error", ename: "DeadKernelError", evalue: what, traceback: [what] });
  const got = details.find((line) => line.startsWith("  got"))?.replace(/^ *got */, "");
  return new NotebookError({
    what,
    where,
    got,
    hint: error instanceof NotebookError ? error.hint : "see what the cell does to its process",
    cause: error,
  });
}
