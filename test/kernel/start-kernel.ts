/** A kernel of our own for tests: a real process, real sockets, a history of its own. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KernelClient } from "../../kernel/client/kernel-client.ts";
import { OWN_KERNEL_ENV, ownKernelArgv } from "../../kernel/client/own-kernel.ts";
import type { Request } from "../../kernel/client/request.ts";
import type { Json, Message } from "../../kernel/protocol/messages.ts";

export interface TestKernel {
  readonly client: KernelClient;
  /** Where the cells run and the history lies; gone after `close`. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface TestKernelOptions {
  env?: Record<string, string>;
  transport?: "tcp" | "ipc";
  key?: string;
  /** Prepares the folder. */
  files?(folder: string): void;
}

export async function startKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const { env, transport, key, files } = options;
  const folder = mkdtempSync(join(tmpdir(), "cladescope-test-"));
  files?.(folder);
  const client = await KernelClient.start({
    argv: ownKernelArgv(),
    cwd: folder,
    env: { ...OWN_KERNEL_ENV, CLADESCOPE_HISTORY: join(folder, "history.jsonl"), ...env },
    transport,
    key,
  });
  return {
    client,
    folder,
    async close() {
      await client.shutdown();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What came of a cell, in short. */
export interface Ran {
  reply: Json;
  /** All that iopub said, as "status busy", "stream stdout", "execute_result". */
  kinds: string[];
  stdout: string;
  stderr: string;
  /** Contents of the other messages, by type. */
  of(type: string): Json[];
}

export async function ran(request: Request): Promise<Ran> {
  const { reply, published } = await request.outcome;
  const text = (name: string): string =>
    published
      .filter(({ header, content }) => header.msg_type === "stream" && content.name === name)
      .map(({ content }) => content.text)
      .join("");
  return {
    reply: reply.content,
    kinds: published.map(kindOf),
    stdout: text("stdout"),
    stderr: text("stderr"),
    of: (type) =>
      published.filter(({ header }) => header.msg_type === type).map(({ content }) => content),
  };
}

export function run(client: KernelClient, code: string, content: Json = {}): Promise<Ran> {
  return ran(client.execute(code, content));
}

function kindOf({ header, content }: Message): string {
  if (header.msg_type === "status") return `status ${content.execution_state}`;
  if (header.msg_type === "stream") return `stream ${content.name}`;
  return header.msg_type;
}

/** Asks again until `wanted` is true of the answer. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
