/**
 * Tensors in one or a few lines: kind, element type, shape and, where they cost next to nothing, values.
 *
 * Known by their shape, not by their library: TensorFlow.js (`shape`, `dtype`, `dataSync()`) and
 * ONNX Runtime (`dims`, `type`, `data`). Values may lie on a GPU or be gigabytes: large tensors are never read.
 *
 * @module
 */

import { inspect, types } from "node:util";
import { $Array, $Number } from "../intrinsics.ts";
import { peek } from "./peek.ts";
import { abbreviate, statistics } from "./typed-array.ts";

interface TensorLike {
  shape: number[];
  dtype: string;
  /** Copies the values to memory. */
  read(): unknown;
}

/** Up to here values are read: 256 KB of float32. */
const READ = 65_536;

/** Up to here they are all printed. */
const PRINTED_WHOLE = 100;

/** Text for a tensor; undefined for other values. */
export function tensorSummary(value: object): string | undefined {
  const tensor = asTensor(value);
  if (tensor === undefined) return undefined;
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  const heading = `Tensor ${tensor.dtype} [${tensor.shape.join(", ")}]`;
  if (peek(value, "isDisposed") === true) return `${heading} (disposed)`;
  if (size === 0 || size > READ) return heading;

  const values = readValues(tensor);
  if (values === undefined || values.length !== size) return heading;
  if (size <= PRINTED_WHOLE) {
    const nested = nest($Array.from(values, readable), tensor.shape);
    return `${heading} ${inspect(nested, { depth: null, maxStringLength: 100 })}`;
  }
  if (typeof values[0] !== "number" && typeof values[0] !== "bigint") return heading;
  const numbers = values as ArrayLike<number>;
  return `${heading} ${abbreviate(numbers)} ${statistics(numbers)}`;
}

function asTensor(value: object): TensorLike | undefined {
  const dataSync = peek(value, "dataSync");
  if (typeof dataSync === "function") {
    const dtype = peek(value, "dtype");
    const shape = peek(value, "shape");
    if (typeof dtype !== "string" || !isShape(shape)) return undefined;
    return { shape, dtype, read: () => dataSync.call(value) };
  }
  const shape = peek(value, "dims");
  const dtype = peek(value, "type");
  if (typeof dtype !== "string" || !isShape(shape)) return undefined;
  const place = peek(value, "location");
  const onCpu = place === undefined || place === "cpu";
  return { shape, dtype, read: () => (onCpu ? peek(value, "data") : undefined) };
}

function isShape(value: unknown): value is number[] {
  return $Array.isArray(value) && value.every((length) => $Number.isInteger(length) && length >= 0);
}

function readValues(tensor: TensorLike): ArrayLike<unknown> | undefined {
  try {
    const values = tensor.read();
    return $Array.isArray(values) || types.isTypedArray(values) ? values : undefined;
  } catch {
    return undefined; // the backend is gone, or reads only asynchronously
  }
}

/** Float32 numbers are printed as what was meant: 0.1, not 0.10000000149011612. */
function readable(value: unknown): unknown {
  return typeof value === "number" ? $Number(value.toPrecision(7)) : value;
}

/** Row-major values as nested arrays. */
function nest(values: unknown[], shape: number[]): unknown {
  if (shape.length === 0) return values[0];
  let nested = values;
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis] as number;
    const rows: unknown[] = [];
    for (let i = 0; i < nested.length; i += length) rows.push(nested.slice(i, i + length));
    nested = rows;
  }
  return nested;
}
