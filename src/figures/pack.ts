/**
 * Plain data as JSON and back: typed arrays travel as base64, numbers that JSON lacks by name.
 *
 * @module
 */

import { FigureError } from "../errors.ts";

const TYPES = {
  u1: Uint8Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

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

/** What `JSON.stringify` may be given. */
export function packed(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== "object") return value;
  for (const [kind, Type] of Object.entries(TYPES)) {
    if (value instanceof Type) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return { $array: kind, data: bytes.toString("base64") };
    }
  }
  if (Array.isArray(value)) return value.map(packed);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) =>
      part === undefined ? [] : [[key, packed(part)]],
    ),
  );
}

/** The other way. @throws FigureError for arrays that are no such thing. */
export function unpacked(value: unknown, where: string): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part, i) => unpacked(part, `${where}[${i}]`));
  const fields = value as Record<string, unknown>;
  if ("$number" in fields) return Number(fields.$number);
  if ("$array" in fields) return arrayOf(fields, where);
  return Object.fromEntries(
    Object.entries(fields).map(([key, part]) => [key, unpacked(part, `${where}.${key}`)]),
  );
}

function arrayOf({ $array, data }: Record<string, unknown>, where: string): unknown {
  const bytes = typeof data === "string" ? fromBase64(data) : null;
  const Type = TYPES[$array as Kind] as (typeof TYPES)[Kind] | undefined;
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
