/**
 * What kind of picture some bytes are, by the signatures that the formats begin with.
 *
 * Sources: PNG (W3C, 5.2), JPEG (ITU-T T.81, SOI marker), GIF89a (17. Header), WebP (RFC 9649, 2.4).
 *
 * @module
 */

import { Buffer } from "node:buffer";

export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/svg+xml";

const PNG = "\x89PNG\r\n\x1a\n";
const JPEG = "\xff\xd8\xff";

/** The MIME type of an image file's bytes; undefined when they are something else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const head = toBuffer(bytes).toString("latin1", 0, 1024);
  if (head.startsWith(PNG)) return "image/png";
  if (head.startsWith(JPEG)) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^RIFF....WEBP/s.test(head)) return "image/webp";
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
  return undefined;
}

/** The same bytes, not copied. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
