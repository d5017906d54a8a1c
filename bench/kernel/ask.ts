/**
 * Asking a kernel, with an end to every wait: a peer that never answers is a missing number, no endless run.
 *
 * @module
 */

import type { KernelClient } from "../../kernel/client/kernel-client.ts";
import type { Request } from "../../kernel/client/request.ts";
import { within } from "../../kernel/client/within.ts";
import type { Message } from "../../kernel/protocol/messages.ts";

const LIMIT_MS = 30_000;
/** After the reply. */
const IDLE_LIMIT_MS = 2_000;

export async function inTime<T>(promise: Promise<T>, limit: number = LIMIT_MS): Promise<T> {
  const boxed = await within(
    promise.then((value) => ({ value })),
    limit,
  );
  if (boxed === undefined) throw new Error(`nothing came within ${limit / 1000} s`);
  return boxed.value;
}

export function replied(request: Request): Promise<Message> {
  return inTime(request.reply);
}

/** Waits for a reply that says ok. */
export async function succeeded(request: Request): Promise<void> {
  const { content } = await replied(request);
  if (content.status !== "ok") throw new Error(`the reply is ${JSON.stringify(content)}`);
}

/** Waits for the reply, which has to be ok, and then for idle, which some kernels lose; whether it came. */
export async function done(request: Request): Promise<boolean> {
  await succeeded(request);
  return idle(request);
}

/** Waits for idle; whether it came. */
export async function idle(request: Request): Promise<boolean> {
  return (await within(request.outcome, IDLE_LIMIT_MS)) !== undefined;
}

/** Milliseconds from now, when the request has just been sent, to its reply. */
export async function replyTime(request: Request): Promise<number> {
  const started = performance.now();
  await replied(request);
  return performance.now() - started;
}

/** Waits until the kernel says that it works on the request. */
export function busy(request: Request): Promise<void> {
  const heard = async () => {
    for await (const { header, content } of request.published) {
      if (header.msg_type === "status" && content.execution_state === "busy") return;
    }
  };
  return inTime(heard());
}

/** Completes at the end of `code`, whose last name goes on as `toFixed` or `to_bytes`. */
export async function completion(
  client: KernelClient,
  code: string,
): Promise<{ ms: number; found: boolean }> {
  const request = client.request("complete_request", { code, cursor_pos: code.length });
  const ms = await replyTime(request);
  const { matches } = (await request.reply).content;
  const found = Array.isArray(matches) && matches.some((match) => /to(Fixed|_bytes)/.test(match));
  return { ms, found };
}
