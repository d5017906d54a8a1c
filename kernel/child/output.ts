/**
 * Writes frames to descriptor 4: synchronously and at once, so that whatever a cell showed before it killed
 * its process has left it.
 *
 * @module
 */

import type { Buffer } from "node:buffer";
import fs from "node:fs";
import { encodeFrame } from "../link/frames.ts";
import type { FromChild } from "../link/messages.ts";
import { $Atomics } from "./intrinsics.ts";
import { Lock, Slot } from "./shared-memory.ts";
import { memory, shielded } from "./shield.ts";

const { wait } = $Atomics;

// Captured, because cells and libraries may patch `fs`.
const { writeSync } = fs;

const FROM_MAIN = 4;

/** What of a frame is still to be written; outlives a call only when that was cut short. */
let rest: Buffer | undefined;

export function send(message: FromChild, parts?: readonly Uint8Array[]): void {
  const frame = encodeFrame(message, parts);
  shielded(() => write(frame));
}

/** Call in a shielded section. */
export function write(frame: Buffer): void {
  writeRest();
  rest = frame;
  writeRest();
}

function writeRest(): void {
  let begun = false;
  while (rest !== undefined) {
    const whole = rest;
    try {
      const written = writeSync(FROM_MAIN, whole);
      begun = true;
      rest = written < whole.byteLength ? whole.subarray(written) : undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") {
        // Somebody made the descriptor non-blocking. The kernel process always reads, so this does not last.
        wait(memory, Slot.lock, Lock.main, 1);
        continue;
      }
      // Of a frame that has been begun, the next call writes the rest.
      if (code === "EPIPE" || !begun) rest = undefined;
      // The kernel process is gone, and the agent about to end this one.
      if (code === "EPIPE") return;
      throw error;
    }
  }
}
