/**
 * The choice between ONNX Runtime and tfjs.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { BackendName } from "./tfjs/backend.ts";

/** "auto" is onnx where it is installed and runs the network, else tfjs. */
export type EngineName = "auto" | "onnx" | "tfjs";

const ENGINES: readonly EngineName[] = ["auto", "onnx", "tfjs"];

export interface EngineChoice {
  /** Default "auto". */
  readonly engine?: EngineName | undefined;

  /** Of tfjs; default "wasm". With one, "auto" is tfjs. */
  readonly backend?: BackendName | undefined;

  /** Told in one line why "auto" does without onnx. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/**
 * Whether a choice can be met by any network, whatever is installed.
 *
 * @param where For the error: the function that was given the choice.
 * @throws EngineError if there is no such engine, or onnx is asked for with a back end.
 */
export function checkEngineChoice({ engine = "auto", backend }: EngineChoice, where: string): void {
  if (!ENGINES.includes(engine)) {
    throw new EngineError({
      what: "there is no such engine",
      where,
      expected: ENGINES.join(", "),
      got: `${engine}`,
      hint: 'leave it out, or take "auto": the fastest that is there',
    });
  }
  if (engine === "onnx" && backend !== undefined) {
    throw new EngineError({
      what: "a back end is a part of tfjs",
      where: "engine onnx",
      expected: "engine tfjs, or no back end",
      got: backend,
      hint: "leave out --backend, or take --engine tfjs",
    });
  }
}

/**
 * What `load` gives on onnx; null where the choice is tfjs.
 *
 * @param choice One that `checkEngineChoice` lets pass.
 * @param doing For the note: "painting".
 * @throws EngineError if onnx is asked for by name and not there, or does not run the network.
 */
export async function onnxOrNull<T>(
  network: GeneratorNetwork,
  { engine = "auto", backend, onNote }: EngineChoice,
  doing: string,
  load: () => Promise<T>,
): Promise<T | null> {
  const runs = network.kind !== "sean" && network.kind !== "msca"; // which onnx does not
  const fits = backend === undefined && runs;
  if (engine === "tfjs" || (engine === "auto" && !fits)) return null;
  try {
    return await load();
  } catch (error) {
    const without = engine === "auto" && error instanceof EngineError && error.where !== undefined;
    if (!without) throw error;
    const [what] = error.message.split("\n");
    onNote?.(`${doing} on tfjs: ${[what, error.got].filter(Boolean).join(": ")}`);
    return null;
  }
}
