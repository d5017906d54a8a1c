/**
 * The size of a JPEG picture, which its frame header holds (ITU-T T.81, B.2.2). Segments before it, as of Exif,
 * are passed over.
 *
 * @module
 */

import type { Buffer } from "node:buffer";

/** Start of image, which every file begins with. */
const SOI = 0xffd8;

/** Undefined for bytes that are no JPEG file, or end before the frame header does. */
export function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== SOI) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // fill bytes may stand before any marker
    } else if (isFrameHeader(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    } else if (marker === 0xda || marker === 0xd9) {
      return undefined; // a scan, or the end, without a frame
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}

/** SOF0 to SOF15: all of 0xC0–0xCF but the tables DHT and DAC, and what is reserved as JPG. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
