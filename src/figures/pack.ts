/**
 * Plain data as JSON and back: typed arrays travel as base64, numbers that JSON lacks by name.
 *
 * @module
 */

import { FigureError } from "../errors.ts";

const TYPES: {
  readonly u1: Uint8ArrayConstructor;
  readonly i4: Int32ArrayConstructor;
  readonly f4: Float32ArrayConstructor;
  readonly f8: Float64ArrayConstructor;
} = {
  u1: Uint8Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
};

type Kind = keyof typeof TYPES;

/** Data that can be packed. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

type AnyArray = Uint8Array | Int32Array | Float32Array | Float64Array;

/** What stands for an array: its bytes in base64, unless they are put elsewhere. */
type PackArray = (kind: Kind, array: AnyArray) => unknown;

function inBase64(kind: Kind, array: AnyArray): unknown {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return { $array: kind, data: bytes.toString("base64") };
}

/** What `JSON.stringify` may be given. */
export function packed(value: unknown, packArray: PackArray = inBase64): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== "object") return value;
  for (const [kind, Type] of Object.entries(TYPES)) {
    if (value instanceof Type) return packArray(kind as Kind, value);
  }
  if (Array.isArray(value)) return value.map((part) => packed(part, packArray));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) =>
      part === undefined ? [] : [[key, packed(part, packArray)]],
    ),
  );
}

/** The other way. @throws FigureError for arrays that are no such thing. */
export function unpacked(value: unknown, where: string, arrays?: Uint8Array): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part, i) => unpacked(part, `${where}[${i}]`, arrays));
  const fields = value as Record<string, unknown>;
  if ("$number" in fields) return Number(fields.$number);
  if ("$array" in fields) return arrayOf(fields, where, arrays);
  return Object.fromEntries(
    Object.entries(fields).map(([key, part]) => [key, unpacked(part, `${where}.${key}`, arrays)]),
  );
}

function arrayOf(
  { $array, data, at, length }: Record<string, unknown>,
  where: string,
  arrays: Uint8Array | undefined,
): unknown {
  const Type = TYPES[$array as Kind] as (typeof TYPES)[Kind] | undefined;
  if (arrays !== undefined && Type !== undefined && typeof data !== "string") {
    return new Type(arrays.buffer as ArrayBuffer, arrays.byteOffset + Number(at), Number(length));
  }
  const bytes = typeof data === "string" ? fromBase64(data) : null;
  if (bytes === null || Type === undefined || bytes.length % Type.BYTES_PER_ELEMENT !== 0) {
    throw new FigureError({
      what: "this is no array of a figure",
      where,
      expected: `$array one of ${Object.keys(TYPES).join(", ")}, and data in base64 of whole elements`,
      got: `${$array}, ${bytes === null ? typeof data : `${bytes.length} bytes`}`,
      hint: "the file was changed or cut: save the figure again",
    });
  }
  return new Type(bytes.buffer as ArrayBuffer);
}

/** Without Node's Buffer: figures are unpacked in browsers, too. */
function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * Plain data as bytes: a JSON text that points into the arrays behind it. In base64 inside of JSON, arrays hardly compress.
 *
 * Layout: length of the text (u32, little-endian), the text in UTF-8, then each array's bytes from a multiple of 8 on.
 */
export function packedBytes(value: unknown): Uint8Array {
  const arrays: { at: number; bytes: Uint8Array }[] = [];
  let end = 0;
  const text = JSON.stringify(
    packed(value, (kind, array) => {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      const at = end;
      arrays.push({ at, bytes });
      end = aligned(at + bytes.length);
      return { $array: kind, at, length: array.length };
    }),
  );
  const head = new TextEncoder().encode(text);
  const start = aligned(4 + head.length);
  const out = new Uint8Array(start + end);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  for (const { at, bytes } of arrays) out.set(bytes, start + at);
  return out;
}

/** The other way. */
export function unpackedBytes(bytes: Uint8Array, where: string): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  return unpacked(JSON.parse(text), where, bytes.slice(aligned(4 + length)));
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
