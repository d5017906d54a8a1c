/**
 * Telling objects from the other JSON values.
 *
 * @module
 */

import type { Json } from "../protocol/messages.ts";
import { ExactNumber } from "./exact-json.ts";

export function isObject(value: unknown): value is Json {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}
