/**
 * Frames: how the kernel process and the child cut their byte streams into messages.
 *
 * ```
 *  0  u32le  MAGIC
 *  4  u32le  bytes of the header
 *  8  u32le  number of parts
 * 12  u32le  bytes of part 0, of part 1, …
 *  …         header, JSON as UTF-8
 *  …         part 0, part 1, …
 * ```
 *
 * The magic number finds out at once when something else was written to the descriptor; the limits keep such
 * bytes from being taken for a length.
 *
 * @module
 */

import { Buffer } from "node:buffer";

// Captured, because cells may declare a `JSON` or a `Math` of their own.
const { parse, stringify } = JSON;
const { min } = Math;

const MAGIC = 0x46444c43; // "CLDF"

/** Larger messages are refused by the writer, and end the connection at the reader. */
const MAX_FRAME_BYTES: number = 1 << 30;

/** A comm message may bring many buffers, but not this many. */
const MAX_PARTS: number = 1 << 16;

const FIXED_BYTES = 12;

/** A message that is too large, or bytes that are no frame; nothing that follows those can be read. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** One frame as one buffer, so that one write sends it whole. */
export function encodeFrame(header: object, parts: readonly Uint8Array[] = []): Buffer {
  const text = stringify(header);
  const textBytes = Buffer.byteLength(text);
  const start = FIXED_BYTES + 4 * parts.length;
  let total = start + textBytes;
  for (const part of parts) total += part.byteLength;
  if (total > MAX_FRAME_BYTES || parts.length > MAX_PARTS) {
    throw new FrameError(
      `a message of ${total} bytes in ${parts.length} parts is too large: at most ${MAX_FRAME_BYTES} bytes in ${MAX_PARTS} parts`,
    );
  }

  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(textBytes, 4);
  frame.writeUInt32LE(parts.length, 8);
  frame.write(text, start, "utf8");
  let at = start + textBytes;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Uint8Array;
    frame.writeUInt32LE(part.byteLength, FIXED_BYTES + 4 * i);
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/** Puts frames together from chunks of any size. */
export class FrameReader<Header> {
  readonly #deliver: (header: Header, parts: Buffer[]) => void;
  /** What is known of the frame that is coming in; grows from its fixed part to the whole. */
  #frame: Buffer = Buffer.allocUnsafe(FIXED_BYTES);
  #filled = 0;

  /** @param deliver Is called for each whole frame; its parts are views of a buffer of their own. */
  constructor(deliver: (header: Header, parts: Buffer[]) => void) {
    this.#deliver = deliver;
  }

  /** @throws {@link FrameError} */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.byteLength) {
      const taken = min(chunk.byteLength - at, this.#frame.byteLength - this.#filled);
      this.#frame.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      while (this.#filled === this.#frame.byteLength) {
        const wanted = frameBytes(this.#frame);
        if (wanted === this.#frame.byteLength) {
          const frame = this.#frame;
          this.#frame = Buffer.allocUnsafe(FIXED_BYTES);
          this.#filled = 0;
          this.#deliver(...decodeFrame<Header>(frame));
        } else {
          const larger = Buffer.allocUnsafeSlow(wanted);
          larger.set(this.#frame);
          this.#frame = larger;
        }
      }
    }
  }
}

/** How many bytes the frame that begins with `known` needs, as far as its beginning tells. */
function frameBytes(known: Buffer): number {
  const parts = known.readUInt32LE(8);
  if (known.readUInt32LE(0) !== MAGIC || parts > MAX_PARTS) {
    throw new FrameError("the bytes received are no frame");
  }
  const start = FIXED_BYTES + 4 * parts;
  if (known.byteLength < start) return start;
  let total = start + known.readUInt32LE(4);
  for (let i = 0; i < parts; i++) total += known.readUInt32LE(FIXED_BYTES + 4 * i);
  if (total > MAX_FRAME_BYTES) {
    throw new FrameError(`a frame of ${total} bytes is larger than ${MAX_FRAME_BYTES} bytes`);
  }
  return total;
}

function decodeFrame<Header>(frame: Buffer): [header: Header, parts: Buffer[]] {
  const count = frame.readUInt32LE(8);
  let at = FIXED_BYTES + 4 * count;
  const headerEnd = at + frame.readUInt32LE(4);
  const header = parseHeader<Header>(frame.toString("utf8", at, headerEnd));
  at = headerEnd;
  const parts: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const end = at + frame.readUInt32LE(FIXED_BYTES + 4 * i);
    parts.push(frame.subarray(at, end));
    at = end;
  }
  return [header, parts];
}

function parseHeader<Header>(text: string): Header {
  try {
    return parse(text);
  } catch (cause) {
    throw new FrameError("the header of a frame is not JSON", { cause });
  }
}
