/**
 * Raw 8-bit pixels as a PNG file.
 *
 * Source: Portable Network Graphics (PNG) Specification, W3C, sections 5 (chunks), 9 (filters), 11.2 (IHDR, IDAT, IEND).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";
import { toBuffer } from "./image-bytes.ts";

export interface Pixels {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  channels: 1 | 2 | 3 | 4;
  /** `[height, width, channels]`. */
  data: Uint8Array | Uint8ClampedArray;
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** PNG's code of each number of channels. */
const COLOR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

export function encodePng({ width, height, channels, data }: Pixels): Buffer {
  const header = Buffer.alloc(13); // 0 width, 4 height, 8 bit depth, 9 colour type, then zeros
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = COLOR_TYPE[channels];

  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height); // each row begins with its filter, 0: none
  const pixels = toBuffer(data as Uint8Array);
  for (let y = 0; y < height; y++) {
    pixels.copy(rows, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** 0 length, 4 type, 8 data, then the CRC of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
