/**
 * What the ONNX engine says of networks that it does not run.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";

/** @param what "SEAN", "a transposed convolution". */
export function unsupported(where: string, what: string): EngineError {
  return new EngineError({
    what: `the onnx engine does not run ${what}`,
    where,
    expected: "a SPADE, CLADE or CLADE-ICPE generator",
    hint: "TensorFlow.js runs it (--engine tfjs, where a command has it)",
  });
}
