/**
 * What is said when ONNX Runtime fails: above all, that there is not enough memory.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";

/** "Failed to allocate memory for requested buffer of size N" of its arena, "std::bad_alloc" while a session is made. */
const NO_MEMORY = /failed to allocate memory(?:.*buffer of size (\d+))?|bad_alloc/i;

/** @param cause What ONNX Runtime threw, while a session was made or run. */
export function failedRuntime(
  { height, width, batch }: Pick<Conditions, "height" | "width" | "batch">,
  cause: unknown,
): EngineError {
  const pixels = `${batch} × ${height} × ${width} pixels`;
  const memory = NO_MEMORY.exec(String(cause));
  const [line] = String(cause).split("\n");
  return new EngineError({
    what:
      memory === null
        ? `ONNX Runtime failed while painting ${pixels}`
        : `there is not enough memory to paint ${pixels}`,
    where: "engine onnx",
    got:
      memory?.[1] === undefined
        ? line.slice(0, 200)
        : `ONNX Runtime asked for ${Math.ceil(Number(memory[1]) / 1e6)} MB more and got none`,
    hint: "a smaller size or batch, or --memory small, needs less memory; --engine tfjs does without ONNX Runtime",
    cause,
  });
}
