/**
 * What the ONNX engine says of networks that it does not run.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";

/** @param what "a transposed convolution". */
export function unsupported(where: string, what: string): EngineError {
  return new EngineError({
    what: `the onnx engine does not run ${what}`,
    where,
    expected: "a SPADE, CLADE, CLADE-ICPE or SEAN generator with kernels of 1 × 1 and 3 × 3",
    hint: "TensorFlow.js runs it (--engine tfjs, where a command has it)",
  });
}
