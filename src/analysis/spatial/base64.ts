/**
 * Arrays of numbers as text that loses no bit: base64 of their little-endian bytes.
 *
 * @module
 */

/** Bytes at a time; a multiple of 3, so that pieces join without padding between them. */
const PIECE = 3 * 8192;

/** @param array Of a machine that is little-endian, as all are that run JavaScript today. */
export function toBase64(array: Float32Array | Float64Array | BigUint64Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += PIECE) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(i, i + PIECE))));
  }
  return pieces.join("");
}

/** The numbers again; null if the text is no base64 of exactly `length` of them, or one is not finite. */
export function fromBase64<T extends Float32Array | Float64Array>(
  text: string,
  length: number,
  Kind: new (buffer: ArrayBuffer) => T,
  bytesPerNumber: number,
): T | null {
  const bytes = bytesFromBase64(text, length * bytesPerNumber);
  if (bytes === null) return null;
  const array = new Kind(bytes.buffer);
  return array.every(Number.isFinite) ? array : null;
}

/** The bytes; null if the text is no base64 of exactly `byteLength` of them. */
export function bytesFromBase64(text: string, byteLength: number): Uint8Array<ArrayBuffer> | null {
  if (text.length !== 4 * Math.ceil(byteLength / 3)) return null;
  const bytes = new Uint8Array(byteLength);
  try {
    const step = (PIECE / 3) * 4;
    for (let i = 0, to = 0; i < text.length; i += step) {
      const piece = atob(text.slice(i, i + step));
      if (to + piece.length > byteLength) return null;
      for (let j = 0; j < piece.length; j++) bytes[to++] = piece.charCodeAt(j);
    }
  } catch {
    return null; // a character that is none of base64's
  }
  return bytes;
}
