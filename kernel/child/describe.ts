/**
 * An error as front ends want it.
 *
 * @module
 */

import { inspect, types } from "node:util";
import { $String } from "./intrinsics.ts";

export interface ErrorDescription {
  ename: string;
  evalue: string;
  traceback: string[];
}

export function describeError(error: unknown): ErrorDescription {
  if (!types.isNativeError(error)) {
    const text = inspect(error);
    return { ename: "Error", evalue: text, traceback: [text] };
  }
  const ename = $String(error.name);
  const evalue = $String(error.message);
  return { ename, evalue, traceback: $String(error.stack).split("\n") };
}
