/**
 * The samples of a PNG, with every size checked against the file before memory is taken.
 *
 * @module
 */

import { type DecodedPng, decode } from "fast-png";
import { Unzlib } from "fflate";
import { LabelError } from "../errors.ts";
import { type PngChunk, type PngHeader, readPngParts } from "./png-chunks.ts";

export interface PngSamples {
  readonly header: PngHeader;

  /** Row by row, channels interleaved; below 8 bits several to a byte, each line from a new byte. */
  readonly samples: Uint8Array | Uint16Array;

  /** Colours of a palette PNG. */
  readonly palette: readonly (readonly number[])[] | undefined;
}

/**
 * @param where Name of the file, for messages.
 * @throws LabelError for anything that is not a whole PNG.
 */
export function decodePng(bytes: Uint8Array, where: string): PngSamples {
  const { header, chunks, inflatedLength } = readPngParts(bytes, where);
  if (header.interlaced && header.depth < 8) throw packedInterlaced(header, where);
  checkInflated(chunks, inflatedLength, where);
  const { data, palette } = decodeChunks(chunks, where);
  return { header, samples: data as Uint8Array | Uint16Array, palette };
}

/**
 * Inflates in small steps, keeping nothing, to see that the data give the bytes the header promises: fast-png
 * inflates without a limit, and reads a short picture as if it went on with zeros.
 */
function checkInflated(chunks: readonly PngChunk[], expected: number, where: string): void {
  let length = 0;
  const inflate = new Unzlib((part) => {
    length += part.length;
  });
  const step = 4096; // at most 4 MiB of output at a time
  try {
    for (const { type, data } of chunks) {
      if (type !== "IDAT") continue;
      for (let i = 0; i < data.length && length <= expected; i += step) {
        inflate.push(data.subarray(i, i + step), false);
      }
    }
  } catch (cause) {
    throw damaged(where, "compressed data that can be unpacked", reason(cause), cause);
  }
  if (length === expected) return;
  const more = length > expected ? "more than that" : `${length} bytes`;
  throw damaged(where, `${expected} bytes of packed samples, as the header says`, more);
}

function decodeChunks(chunks: readonly PngChunk[], where: string): DecodedPng {
  const file = new Uint8Array(8 + chunks.reduce((sum, { whole }) => sum + whole.length, 0));
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  let offset = 8;
  for (const { whole } of chunks) {
    file.set(whole, offset);
    offset += whole.length;
  }
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    throw damaged(
      where,
      "chunks whose check sums agree, and known line filters",
      `${cause}`,
      cause,
    );
  }
}

function packedInterlaced({ depth }: PngHeader, where: string): LabelError {
  return new LabelError({
    where,
    what: "an interlaced PNG with several pixels to a byte, which is not read",
    expected: "a PNG of 8 or 16 bits, or one that is not interlaced",
    got: `${depth} bits, interlaced`,
    hint: "save the label map again without interlacing",
  });
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function damaged(where: string, expected: string, got: string, cause?: unknown): LabelError {
  return new LabelError({
    where,
    what: "the picture data of the PNG are damaged",
    expected,
    got,
    hint: "get or save the file again",
    cause,
  });
}
