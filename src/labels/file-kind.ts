/**
 * Names what a file is when it is not the PNG that was asked for.
 *
 * @module
 */

/** File signatures: the bytes they start with, as Latin-1 text. */
const SIGNATURES: readonly (readonly [prefix: string, kind: string])[] = [
  ["\xff\xd8\xff", "a JPEG picture"],
  ["GIF8", "a GIF picture"],
  ["BM", "a BMP picture"],
  ["II*\0", "a TIFF picture"],
  ["MM\0*", "a TIFF picture"],
  ["\x93NUMPY", "a NumPy array (.npy)"],
  ["PK\x03\x04", "a zip archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["%PDF", "a PDF document"],
  ["version https://git-lfs", "a Git LFS pointer, not the file itself"],
  ["\x89PNG", "a PNG damaged in transfer (its line ends were changed)"],
];

/** Says in a few words what `bytes` are: `"a JPEG picture"`, `"an HTML page"`, `"an empty file"`. */
export function fileKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  const known = SIGNATURES.find(([prefix]) => head.startsWith(prefix));
  if (known !== undefined) return known[1];
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "a WebP picture";
  if (/^\s*<(!doctype html|html|head|body)/i.test(head)) return "an HTML page";
  if (/^[\t\n\r\x20-\x7e]*$/.test(head)) return `text: ${JSON.stringify(head.trim().slice(0, 40))}`;
  return `${bytes.length} bytes of an unknown kind`;
}
