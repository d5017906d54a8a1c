/**
 * What kind of picture some bytes are, by the signatures that the formats begin with and by what must follow:
 * an array of a few bytes is no picture, whatever they are.
 *
 * Sources: PNG (W3C, 5.2 and 11.2.2), JPEG (ITU-T T.81, annex B), GIF89a (17. Header, 18. Logical Screen
 * Descriptor), WebP (RFC 9649, 2.4).
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { jpegSize } from "./jpeg-size.ts";

export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/svg+xml";

/** The signature, and the chunk that comes first; its data are 13 bytes. */
const PNG = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
const PNG_LENGTH = PNG.length + 13;
/** Header and logical screen descriptor. */
const GIF_LENGTH = 13;

/** The MIME type of an image file's bytes; undefined when they are something else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const buffer = toBuffer(bytes);
  const head = buffer.toString("latin1", 0, 1024);
  if (head.startsWith(PNG) && head.length >= PNG_LENGTH) return "image/png";
  if (jpegSize(buffer) !== undefined) return "image/jpeg";
  if (/^GIF8[79]a/.test(head) && head.length >= GIF_LENGTH) return "image/gif";
  if (/^RIFF....WEBPVP8[ LX]/s.test(head)) return "image/webp";
  // A byte order mark, an XML declaration, comments and a document type may come before the element.
  if (
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/s.test(
      head,
    )
  ) {
    return "image/svg+xml";
  }
  return undefined;
}

/** `PNG image, 512×256, 10,240 bytes`: what stands where a picture cannot. */
export function imageNote(type: string, bytes: Uint8Array): string {
  const name = type
    .replace(/^image\//, "")
    .replace(/\+xml$/, "")
    .toUpperCase();
  const buffer = toBuffer(bytes);
  const size = dimensions(type, buffer);
  return [`${name} image`, size, `${bytes.length.toLocaleString("en")} bytes`]
    .filter((part) => part !== undefined)
    .join(", ");
}

function dimensions(type: string, bytes: Buffer): string | undefined {
  // PNG: the IHDR chunk comes first; its data begin at byte 16.
  if (type === "image/png" && bytes.length >= 24) {
    return `${bytes.readUInt32BE(16)}×${bytes.readUInt32BE(20)}`;
  }
  // GIF: the logical screen descriptor follows the signature.
  if (type === "image/gif" && bytes.length >= 10) {
    return `${bytes.readUInt16LE(6)}×${bytes.readUInt16LE(8)}`;
  }
  const size = type === "image/jpeg" ? jpegSize(bytes) : undefined;
  if (size !== undefined) return `${size.width}×${size.height}`;
  return undefined;
}

/** The same bytes, not copied. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
