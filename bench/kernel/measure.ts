/**
 * All that is measured on one kernel from its start to its end. A measure that a kernel does not finish is absent.
 *
 * @module
 */

import { setTimeout as wait } from "node:timers/promises";
import { KernelClient } from "../../kernel/client/kernel-client.ts";
import type { Request } from "../../kernel/client/request.ts";
import type { Json } from "../../kernel/protocol/messages.ts";
import { median } from "../median.ts";
import { busy, completion, done, idle, inTime, replied, replyTime, succeeded } from "./ask.ts";
import { settledMemory } from "./memory.ts";
import type { Kernel } from "./peers.ts";

/** Milliseconds, megabytes or counts, by the row's name in table.ts. */
export type Measured = Partial<Record<string, number>>;

export interface Amounts {
  /** Trivial cells. */
  readonly trivial: number;

  /** Trivial cells with a pause before each. */
  readonly paced: number;

  /** Small cells of the session that is watched for growth. */
  readonly session: number;
  readonly lines: number;
}

/** Of one step; a session of 1,000 cells takes tslab half a minute. */
const STEP_LIMIT_MS = 300_000;
const LIMIT_BEAT_MS = 5_000;

export async function measure(
  kernel: Kernel,
  folder: string,
  env: Readonly<Record<string, string>>,
  amounts: Amounts,
): Promise<Measured> {
  const { argv, interruptMode } = kernel;
  const client = await KernelClient.start({
    ...{ argv, interruptMode, cwd: folder },
    env: { ...kernel.env, ...env },
  });
  const measured: Measured = {};
  try {
    for (const step of STEPS) {
      // A kernel that hangs or ends in one step is not asked for the next.
      await inTime(step(client, kernel, amounts, measured), STEP_LIMIT_MS);
    }
  } catch (error) {
    console.error(`  ${kernel.name}: ${String(error).split("\n")[0]}`);
  } finally {
    await client?.close();
  }
  return measured;
}

type Step = (
  client: KernelClient,
  kernel: Kernel,
  amounts: Amounts,
  measured: Measured,
) => Promise<void>;

const STEPS: readonly Step[] = [
  firstCell,
  idleMemory,
  trivialCells,
  plot,
  assistanceWhenIdle,
  whileBusy,
  session,
  interrupt,
  print,
  crash,
];

async function firstCell(client: KernelClient, { code }: Kernel, _: Amounts, measured: Measured) {
  measured.firstCell = await replyTime(client.execute(code.trivial));
  await done(client.execute(code.prepare));
}

async function idleMemory(client: KernelClient, _: Kernel, __: Amounts, measured: Measured) {
  measured.memoryIdle = await settledMemory(pidOf(client));
}

/** One after the other as soon as the reply is there, as "Run all" does, and at a reader's pace. */
async function trivialCells(
  client: KernelClient,
  { code }: Kernel,
  { trivial, paced }: Amounts,
  measured: Measured,
) {
  const time = async (): Promise<{ request: Request; started: number; reply: number }> => {
    const started = performance.now();
    const request = client.execute(code.trivial);
    await succeeded(request);
    return { request, started, reply: performance.now() - started };
  };
  for (let warm = 0; warm < 20; warm++) await time();
  const replies: number[] = [];
  for (let index = 0; index < trivial; index++) replies.push((await time()).reply);
  measured.trivialReply = median(replies);

  const slow: number[] = [];
  const idles: number[] = [];
  for (let index = 0; index < paced; index++) {
    await wait(100);
    const { request, started, reply } = await time();
    slow.push(reply);
    if (await idle(request)) idles.push(performance.now() - started);
  }
  measured.trivialPaced = median(slow);
  measured.trivialIdle = median(idles);
}

async function plot(client: KernelClient, { code }: Kernel, _: Amounts, measured: Measured) {
  const times: number[] = [];
  for (let index = 0; index < 10; index++) {
    const started = performance.now();
    // Deno shows it after idle.
    const shown = new Promise<void>((resolve) => {
      const stop = client.onMessage(({ content }) => {
        if (!hasPicture(content.data)) return;
        stop();
        resolve();
      });
    });
    await inTime(Promise.all([done(client.execute(code.plot)), shown]));
    times.push(performance.now() - started);
  }
  measured.plot = median(times);
}

async function assistanceWhenIdle(
  client: KernelClient,
  { code }: Kernel,
  _: Amounts,
  measured: Measured,
) {
  await completion(client, code.complete(0)); // the first one may load what the others use
  const times: number[] = [];
  let right = 0;
  for (let index = 1; index <= 20; index++) {
    const { ms, found } = await completion(client, code.complete(index));
    times.push(ms);
    right += Number(found);
  }
  measured.completeIdle = median(times);
  measured.completeRight = right / times.length;
  const inspections: number[] = [];
  for (let index = 0; index < 20; index++) {
    const content = { code: code.inspect, cursor_pos: code.inspect.length, detail_level: 0 };
    const request = client.request("inspect_request", content);
    inspections.push(await replyTime(request));
    if ((await request.reply).content.found !== true) return;
  }
  measured.inspect = median(inspections);
}

/** What a front end asks while a cell computes for 1.5 s: the first heartbeat and the first completion. */
async function whileBusy(client: KernelClient, { code }: Kernel, _: Amounts, measured: Measured) {
  const beats: number[] = [];
  const completions: number[] = [];
  for (let index = 0; index < 3; index++) {
    const running = client.execute(code.busy(1_500));
    await busy(running);
    await wait(400); // tslab says busy before it compiles
    // Both are sent now: a kernel that answers the one late would have the other wait for nothing.
    const completing = completion(client, code.complete(100 + index));
    const beat = await client.ping(LIMIT_BEAT_MS);
    if (beat !== undefined) beats.push(beat);
    completions.push((await completing).ms);
    await done(running);
  }
  if (beats.length > 0) measured.heartbeatBusy = median(beats);
  measured.completeBusy = median(completions);
}

async function session(
  client: KernelClient,
  { code }: Kernel,
  { session: count }: Amounts,
  measured: Measured,
) {
  const before = await settledMemory(pidOf(client));
  let lost = 0;
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    const request = client.execute(code.small(index));
    await succeeded(request);
    times.push(performance.now() - started);
    if (!(await idle(request))) lost += 1;
  }
  measured.idlesLost = lost;
  const tenth = Math.ceil(count / 10);
  measured.cellsFirst = median(times.slice(0, tenth));
  measured.cellsLast = median(times.slice(-tenth));
  measured.cellsSlowdown = measured.cellsLast / measured.cellsFirst;
  const after = await settledMemory(pidOf(client));
  measured.memoryAfter = after;
  if (before !== undefined && after !== undefined) measured.memoryGrowth = after - before;
}

async function interrupt(client: KernelClient, { code }: Kernel, _: Amounts, measured: Measured) {
  const times: number[] = [];
  const replies: number[] = [];
  for (let index = 0; index < 5; index++) {
    const running = client.execute(code.loop, { stop_on_error: false });
    await busy(running);
    await wait(200);
    const started = performance.now();
    const answered = client.interrupt().then(() => performance.now() - started);
    await replied(running);
    times.push(performance.now() - started);
    replies.push(await answered);
    await idle(running);
    await wait(250); // tslab aborts what comes in the 200 ms after an error
  }
  measured.interrupt = median(times);
  measured.interruptReply = median(replies);
}

async function print(
  client: KernelClient,
  { code }: Kernel,
  { lines }: Amounts,
  measured: Measured,
) {
  let delivered = 0;
  let last = 0;
  const started = performance.now();
  const stop = client.onMessage(({ header, content, parent_header }) => {
    if (header.msg_type !== "stream" || parent_header.msg_id !== request.id) return;
    delivered += String(content.text).split("\n").length - 1;
    last = performance.now();
  });
  const request = client.execute(code.print(lines));
  try {
    await inTime(request.outcome, 10_000);
    measured.print = performance.now() - started;
    await wait(500);
  } catch {
    console.error(`  the idle status after ${lines} lines never came`);
    measured.print = last - started;
  } finally {
    stop();
    measured.delivered = delivered;
  }
}

/** From the request that ends the process to the reply of the next cell. */
async function crash(client: KernelClient, { code }: Kernel, _: Amounts, measured: Measured) {
  const started = performance.now();
  const crashed = client.execute(code.exit, { stop_on_error: false });
  await replied(crashed);
  const next = client.execute(code.trivial);
  const reply = await replied(next);
  if (reply.content.status === "ok") measured.crash = performance.now() - started;
}

function hasPicture(data: unknown): boolean {
  const picture = (data as Json | undefined)?.["image/svg+xml"];
  return typeof picture === "string" && picture.length > 1 << 20;
}

function pidOf(client: KernelClient): number {
  const pid = client.process?.pid;
  if (pid === undefined) throw new Error("the kernel has no process");
  return pid;
}
