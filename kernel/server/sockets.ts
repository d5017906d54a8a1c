/**
 * The kernel's five sockets.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Introduction" and "Messages on the IOPub (PUB/SUB) channel".
 *
 * @module
 */

import { Router, type Socket, XPublisher } from "zeromq";
import { ConnectionError } from "../errors.ts";
import { addressOf, type Connection } from "../protocol/connection-file.ts";
import type { Channel } from "../protocol/messages.ts";

export interface Sockets {
  readonly shell: Router;
  readonly control: Router;
  readonly stdin: Router;
  readonly iopub: XPublisher;
  readonly hb: Router;
}

/** How long, in ms, the last messages may take to leave once the sockets are closed. */
const LINGER = 5000;

/** Binds all five at once. @throws ConnectionError that names the channel whose address cannot be had. */
export async function bindSockets(connection: Connection): Promise<Sockets> {
  const options = { linger: LINGER, ipv6: connection.ip.includes(":") };
  // No message is dropped for a slow reader, and a client that comes back with its old identity is heard.
  const router = { ...options, sendHighWaterMark: 0, receiveHighWaterMark: 0, handover: true };
  const sockets: Sockets = {
    shell: new Router(router),
    control: new Router(router),
    stdin: new Router(router),
    iopub: new XPublisher({ ...options, sendHighWaterMark: 0, verbosity: "allSubs" }),
    hb: new Router(router),
  };
  const { shell, control, stdin, iopub, hb } = sockets;
  // The sockets of ipc are files: the user's alone.
  const umask = process.umask(0o077);
  const bindings = await Promise.allSettled([
    bind(shell, connection, "shell"),
    bind(control, connection, "control"),
    bind(stdin, connection, "stdin"),
    bind(iopub, connection, "iopub"),
    bind(hb, connection, "hb"),
  ]);
  process.umask(umask);

  const failed = bindings.find((binding) => binding.status === "rejected");
  if (failed !== undefined) {
    for (const socket of [shell, control, stdin, iopub, hb]) socket.close();
    throw failed.reason;
  }
  return sockets;
}

async function bind(socket: Socket, connection: Connection, channel: Channel): Promise<void> {
  const address = addressOf(connection, channel);
  try {
    await socket.bind(address);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    throw new ConnectionError({
      what:
        code === "EADDRINUSE"
          ? `the address of ${channel}_port is taken by another process`
          : `the address of ${channel}_port cannot be bound`,
      where: address,
      got: cause instanceof Error ? cause.message : String(cause),
      hint: "start the kernel with a new connection file whose ports are free",
      cause,
    });
  }
}

/** Answers each ping with itself until the socket is closed. */
export async function echoHeartbeat(hb: Router): Promise<void> {
  for await (const frames of hb) await hb.send(frames);
}
