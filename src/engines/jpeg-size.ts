/**
 * The size of a JPEG from its segments, before any decoding.
 *
 * @module
 */

import type { Size } from "../labels/label-map.ts";

/**
 * Height and width as the picture is to be seen: from the first start-of-frame segment (ISO/IEC 10918-1, B.2.2), turned
 * as the Exif orientation says. Null if there is no frame.
 */
export function jpegSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let turned = false;
  for (const { marker, at } of segments(view)) {
    if (marker === 0xe1) turned ||= isTurned(view, at);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame || at + 9 > bytes.length) continue;
    const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
    return turned ? { height: width, width: height } : { height, width };
  }
  return null;
}

/** Whether the end-of-image marker is there: a picture cut short decodes to one that is grey below. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { marker, at } of segments(view)) {
    // Only behind the start of the scan: a thumbnail inside a segment has an end of its own.
    if (marker === 0xda)
      return Buffer.from(bytes.subarray(at)).lastIndexOf("\xff\xd9", "latin1") > 0;
  }
  return false;
}

/** Segments up to the first scan; `at` is where the marker's 0xff stands. */
function* segments(view: DataView): Generator<{ marker: number; at: number }> {
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    yield { marker, at };
    if (marker === 0xda) return;
    at += 2 + view.getUint16(at + 2);
  }
}

/**
 * Whether an Exif segment says that rows and columns change places: orientations 5 to 8.
 *
 * ```
 * 4  "Exif\0\0"   10  byte order "II" or "MM"   14  offset of the first directory, from 10
 * directory: entries u16, then for each: tag u16, type u16, count u32, value (u16 in the first two bytes)
 * ```
 */
function isTurned(view: DataView, segment: number): boolean {
  const tiff = segment + 10;
  const end = Math.min(view.byteLength, segment + 2 + view.getUint16(segment + 2));
  if (tiff + 8 > end || view.getUint32(segment + 4) !== 0x45786966) return false;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return false;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries && directory + 2 + 12 * (i + 1) <= end; i++) {
    const entry = directory + 2 + 12 * i;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little) > 4;
  }
  return false;
}
