/**
 * What is said when ONNX Runtime fails: above all, that there is not enough memory.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";

/** "Failed to allocate memory for requested buffer of size N" of its arena, "std::bad_alloc" while a session is made. */
const NO_MEMORY = /failed to allocate memory(?:.*buffer of size (\d+))?|bad_alloc/i;

/** Whether an error says that there is not enough memory: of ONNX Runtime, or of an array for it. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError || NO_MEMORY.test(String(error));
}

/** @param cause What ONNX Runtime threw, while a session was made or run. */
export function failedRuntime(
  { height, width, batch }: Pick<Conditions, "height" | "width" | "batch">,
  cause: unknown,
): EngineError {
  return failedWork(`${batch} × ${height} × ${width} pixels`, PAINTING, cause);
}

/** What ONNX Runtime was to do, and what can be done if it has not the memory. */
export interface Work {
  readonly infinitive: string;
  readonly participle: string;
  readonly hint: string;
}

const PAINTING: Work = {
  infinitive: "paint",
  participle: "painting",
  hint: "a smaller size or batch, or --memory small, needs less memory; --engine tfjs does without ONNX Runtime",
};

/** @param what That it was done with. */
export function failedWork(
  what: string,
  { infinitive, participle, hint }: Work,
  cause: unknown,
): EngineError {
  const memory = NO_MEMORY.exec(String(cause));
  const [line] = String(cause).split("\n");
  return new EngineError({
    what: isOutOfMemory(cause)
      ? `there is not enough memory to ${infinitive} ${what}`
      : `ONNX Runtime failed while ${participle} ${what}`,
    where: "engine onnx",
    got:
      memory?.[1] === undefined
        ? line.slice(0, 200)
        : `ONNX Runtime asked for ${Math.ceil(Number(memory[1]) / 1e6)} MB more and got none`,
    hint,
    cause,
  });
}
