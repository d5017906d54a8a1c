/**
 * One code cell through the kernel: sent, waited for, stopped when its time is over.
 *
 * @module
 */

import type { KernelClient } from "../client/kernel-client.ts";
import type { Request } from "../client/request.ts";
import { within } from "../client/within.ts";
import { NotebookError } from "../errors.ts";
import type { Message } from "../protocol/messages.ts";
import type { CodeCell } from "./nbformat.ts";

/** How long a cell may go on after it was told to stop. */
const STOP_GRACE_MS = 10_000;
/** Some kernels lose `idle` in a flood of output; it is not waited for longer than this after the reply. */
const IDLE_GRACE_MS = 4000;
/** Our own kernel never does, but may still be checking types. */
const OWN_IDLE_GRACE_MS = 120_000;

export interface CellRunOptions {
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CellRun {
  readonly reply: Message;
  readonly stopped: "timeout" | "signal" | undefined;
}

/** The request is sent already. @throws NotebookError if the cell does not stop; ConnectionError if the kernel dies. */
export async function finishCell(
  client: KernelClient,
  request: Request,
  { timeout, signal }: CellRunOptions,
): Promise<CellRun> {
  let stopped: CellRun["stopped"];
  let stop: () => void = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const told = new Promise<undefined>((resolve) => {
    stop = () => {
      stopped ??= "signal";
      resolve(undefined);
    };
    if (timeout !== undefined) {
      timer = setTimeout(() => {
        stopped ??= "timeout";
        resolve(undefined);
      }, timeout * 1000);
    }
  });
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    let reply = await Promise.race([request.reply, told]);
    if (reply === undefined) {
      client.interrupt().catch(() => {}); // the request itself tells if the kernel is gone
      reply = await within(request.reply, STOP_GRACE_MS);
      if (reply === undefined) throw doesNotStop();
    }
    const own = client.info.implementation === "cladescope";
    await within(request.outcome, own ? OWN_IDLE_GRACE_MS : IDLE_GRACE_MS);
    return { reply, stopped };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Waits until cells can run, so that the time of the first cell is its own. */
export async function warmUp(client: KernelClient, options: CellRunOptions): Promise<void> {
  // An expression, since kernels answer an empty cell without running anything.
  const content = { silent: true, store_history: false, user_expressions: { ready: "0" } };
  await finishCell(client, client.execute("", content), options);
}

/** Asks the kernel to run the cell. */
export function sendCell(client: KernelClient, cell: CodeCell): Request {
  return client.execute(
    cell.source,
    // Cells are sent one by one: there is never a later one to be aborted.
    { stop_on_error: false, allow_stdin: false },
    // A run on a terminal or a server has no later: type errors are waited for.
    { metadata: { cellId: cell.id, cladescope: { waitForChecks: true } } },
  );
}

function doesNotStop(): NotebookError {
  return new NotebookError({
    what: `the cell was interrupted and still runs after ${STOP_GRACE_MS / 1000} s`,
    hint: "see whether it waits in native code; the kernel was ended",
  });
}
