/**
 * Values that are pictures or markup although they do not say so by the display symbol: image files in memory,
 * image blobs, canvases, pixels, elements of a document.
 *
 * Known by their form, so that no library is named: node-canvas and @napi-rs/canvas (`toBuffer`), canvases of
 * browsers (`toDataURL`), `ImageData`, jsdom's elements (`outerHTML`).
 *
 * @module
 */

import { types } from "node:util";
import { $Number, $Uint8Array } from "../intrinsics.ts";
import type { MimeBundle } from "./api.ts";
import { encodePng, type Pixels } from "./encode-png.ts";
import { imageNote, imageTypeOf } from "./image-bytes.ts";
import { peek } from "./peek.ts";

/** More pixels than this are not encoded unasked. */
const PIXELS = 32_000_000;

/** A bundle for what is a picture; undefined for other values. May throw what a canvas throws. */
export function pictureBundle(
  value: object,
): MimeBundle | Promise<MimeBundle | undefined> | undefined {
  if (types.isProxy(value)) return undefined;
  if (types.isUint8Array(value) || types.isAnyArrayBuffer(value)) return imageFile(value);
  return blobBundle(value) ?? canvasBundle(value) ?? pixelsBundle(value) ?? elementBundle(value);
}

function imageFile(value: Uint8Array | ArrayBufferLike): MimeBundle | undefined {
  const bytes = types.isUint8Array(value) ? value : new $Uint8Array(value);
  const type = imageTypeOf(bytes);
  return type && { [type]: bytes, "text/plain": imageNote(type, bytes) };
}

/** Blobs, as of `response.blob()` or `canvas.convertToBlob()`. */
function blobBundle(value: object): Promise<MimeBundle | undefined> | undefined {
  const type = peek(value, "type");
  const read = peek(value, "arrayBuffer");
  if (typeof type !== "string" || !type.startsWith("image/") || typeof read !== "function") {
    return undefined;
  }
  const bytes: unknown = read.call(value);
  if (!types.isPromise(bytes)) return undefined;
  return bytes.then((buffer) => (types.isAnyArrayBuffer(buffer) ? imageFile(buffer) : undefined));
}

function canvasBundle(value: object): MimeBundle | Promise<MimeBundle | undefined> | undefined {
  for (const method of ["toBuffer", "encode", "toDataURL"]) {
    const encode = peek(value, method);
    if (typeof encode !== "function") continue;
    if (!isLength(peek(value, "width")) || !isLength(peek(value, "height"))) return undefined;
    const encoded: unknown = encode.call(value, method === "encode" ? "png" : "image/png");
    return types.isPromise(encoded) ? encoded.then(encodedImage) : encodedImage(encoded);
  }
  return undefined;
}

/** Bytes or a data URL; undefined when the method did something else. */
function encodedImage(encoded: unknown): MimeBundle | undefined {
  if (types.isUint8Array(encoded)) return imageFile(encoded);
  const url = typeof encoded === "string" ? /^data:(image\/\w+);base64,/.exec(encoded) : null;
  return url === null ? undefined : { [url[1] as string]: encoded };
}

function pixelsBundle(value: object): MimeBundle | undefined {
  const data = peek(value, "data");
  if (!types.isUint8Array(data) && !types.isUint8ClampedArray(data)) return undefined;
  const width = peek(value, "width");
  const height = peek(value, "height");
  if (!isLength(width) || !isLength(height) || width * height > PIXELS) return undefined;
  const depth = peek(value, "depth");
  if (depth !== undefined && depth !== 8) return undefined;
  const channels = data.length / (width * height);
  if (!isChannels(channels) || (channels !== 4 && peek(value, "channels") !== channels)) {
    return undefined;
  }
  return { "image/png": encodePng({ width, height, channels, data }) };
}

function elementBundle(value: object): MimeBundle | undefined {
  if (peek(value, "nodeType") !== 1) return undefined;
  const markup = peek(value, "outerHTML");
  if (typeof markup !== "string") return undefined;
  if (!/^<svg[\s>]/.test(markup)) return { "text/html": markup };
  // Inside HTML the namespace may be left out; a picture of its own needs it.
  const standalone = /^<svg[^>]*\sxmlns=/.test(markup)
    ? markup
    : markup.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return { "image/svg+xml": standalone };
}

function isLength(value: unknown): value is number {
  return $Number.isInteger(value) && (value as number) > 0;
}

function isChannels(value: number): value is Pixels["channels"] {
  return value === 1 || value === 2 || value === 3 || value === 4;
}
