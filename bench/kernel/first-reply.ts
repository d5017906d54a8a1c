/**
 * How long a kernel takes from the start of its process to its first `kernel_info_reply`, on a socket of its own: a
 * client that also waits for iopub would measure more.
 *
 * @module
 */

import { Dealer } from "zeromq";
import { KernelProcess, type LaunchOptions } from "../../kernel/client/kernel-process.ts";
import { addressOf } from "../../kernel/protocol/connection-file.ts";
import { encodeMessage } from "../../kernel/protocol/frames.ts";
import { Session } from "../../kernel/protocol/header.ts";
import { createSigner } from "../../kernel/protocol/signature.ts";

const LIMIT_MS = 20_000;
/** A refused connection is tried again this soon; it bounds the error of the measurement. */
const RETRY_MS = 2;

/** Milliseconds; undefined if it does not answer, as tslab sometimes does not after its start. */
export async function firstReply(options: LaunchOptions): Promise<number | undefined> {
  const started = performance.now();
  const kernel = await KernelProcess.launch(options);
  const { connection } = kernel;
  const shell = new Dealer({
    linger: 0,
    reconnectInterval: RETRY_MS,
    receiveTimeout: LIMIT_MS,
    routingId: "bench",
  });
  try {
    shell.connect(addressOf(connection, "shell"));
    const header = new Session("bench").header("kernel_info_request");
    const signer = createSigner(connection.key, connection.hash);
    await shell.send(encodeMessage({ header, parent_header: {}, content: {} }, signer));
    await shell.receive();
    return performance.now() - started;
  } catch {
    return undefined;
  } finally {
    shell.close();
    kernel.discard();
    await kernel.exited;
  }
}
