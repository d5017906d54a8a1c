/**
 * Mail of the agent: fetched, not listened to. What is brought to a listener is lost when that is entered just as
 * a termination arrives.
 *
 * @module
 */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Mail } from "./agent-messages.ts";
import { beginCell } from "./cells.ts";
import { $Atomics } from "./intrinsics.ts";
import { Slot } from "./shared-memory.ts";
import { memory, shielded } from "./shield.ts";

const { add } = $Atomics;

/** The next letter; a cell in it is the running cell from here on, so that an interrupt ends it with a `done`. */
export function takeMail(port: MessagePort): Mail | undefined {
  return shielded(() => {
    const mail: Mail | undefined = receiveMessageOnPort(port)?.message;
    if (mail === undefined) return undefined;
    add(memory, Slot.taken, 1);
    if (mail.message.type === "execute") beginCell(mail.message);
    return mail;
  });
}
