/**
 * Opens the modulations of a network's layers in the fastest engine that makes them here (Node only where that is ONNX
 * Runtime).
 *
 * @module
 */

import type { GeneratorNetwork } from "../models/network.ts";
import { checkEngineChoice, type EngineChoice, onnxOrNull } from "./choose-engine.ts";
import { lookUps } from "./look-ups.ts";
import type { LayerModulations } from "./modulations.ts";
import { TfjsModulations } from "./tfjs/modulations.ts";

export interface ModulationsOptions extends EngineChoice {
  /** Of onnx; default one for each core. */
  readonly threads?: number | undefined;
}

/**
 * CLADE's and CLADE-ICPE's rows are in the file, and take no engine; SPADE's and SEAN's are made on onnx or tfjs.
 *
 * @throws EngineError if there is no such engine, or the one that is asked for by name is not there or does not run the
 * network, where it takes one; CheckpointError if the file cannot be read.
 */
export async function openModulations(
  network: GeneratorNetwork,
  options: ModulationsOptions = {},
): Promise<LayerModulations> {
  checkEngineChoice(options, "openModulations");
  const { backend, threads } = options;
  if (network.config.method.kind === "clade") return lookUps(network);
  const onnx = await onnxOrNull(options, "making modulations", async () => {
    const { OnnxModulations } = await import("./onnx/modulations.ts");
    return OnnxModulations.load(network, { threads });
  });
  return onnx ?? TfjsModulations.load(network, { backend });
}
