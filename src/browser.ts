/**
 * The part of the library that runs in a page: checkpoints from bytes, generators on tfjs, the analysis of both, interventions.
 * What needs Node (files, ONNX Runtime, figures as files, the command line) is in `index.ts` alone.
 *
 * ```ts
 * import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
 * import * as cs from "cladescope/browser";
 * setWasmPaths("/wasm/"); // where the page's server has the .wasm files of that package
 * const bytes = new Uint8Array(await (await fetch("/net_G.safetensors")).arrayBuffer());
 * const file = await cs.openCheckpoint(cs.bytesSource(bytes, "net_G.safetensors"));
 * const generator = await cs.TfjsGenerator.load(cs.asGenerator(cs.networkOf(file)));
 * const { image } = await generator.synthesize(cs.conditionsOf({ labels }));
 * ```
 *
 * A bundler leaves `node:*` alone and splits (esbuild: `external: ["node:*"], splitting: true`): the two modules that
 * import it are loaded for files on disk and compressed archives only.
 *
 * @module
 */

export { type ActivationRow, activationRows } from "./analysis/activations.ts";
export { type ClassBank, classBank, classBanks } from "./analysis/classes/class-banks.ts";
export type { ChangeRow } from "./analysis/interventions/change-rows.ts";
export { exchangeModulation } from "./analysis/interventions/exchange.ts";
export {
  type Intervened,
  type InterveneOptions,
  intervene,
} from "./analysis/interventions/intervene.ts";
export { intervenedModulations } from "./analysis/interventions/intervened-modulations.ts";
export type { Intervention } from "./analysis/interventions/intervention.ts";
export {
  type LayerChangeRow,
  layerChangeRows,
} from "./analysis/interventions/layer-change-rows.ts";
export { parseInterventions } from "./analysis/interventions/parse-interventions.ts";
export { scalePositions } from "./analysis/interventions/positions.ts";
export { mixClasses, replaceClass, swapClasses } from "./analysis/interventions/relabel.ts";
export { ablate, scaleModulation } from "./analysis/interventions/scale.ts";
export { mixStyles, regionStyle } from "./analysis/interventions/styles.ts";
export { type Sweep, sweep } from "./analysis/interventions/sweep.ts";
export { keepVariation } from "./analysis/interventions/variation.ts";
export { interventionWords } from "./analysis/interventions/words.ts";
export {
  type ActivationSource,
  type LayerActivations,
  layerActivations,
} from "./analysis/layer-activations.ts";
export { type ModulationMaps, modulationMaps } from "./analysis/modulation-maps.ts";
export { explainPixel } from "./analysis/pixel.ts";
export { replacementTest } from "./analysis/replacement/replacement-test.ts";
export { layerRows, profileRows } from "./analysis/spatial/rows.ts";
export {
  addConditions,
  openStatistics,
  type SpatialStatistics,
} from "./analysis/spatial/statistics.ts";
export { openCheckpoint } from "./checkpoint/open-checkpoint.ts";
export { type ByteSource, bytesSource } from "./checkpoint/source.ts";
export type { LayerModulations, ModulationSource } from "./engines/modulations.ts";
export { encodeRgbPng, toRgbBytes } from "./engines/picture.ts";
export type { PaintingEngine, Synthesis, SynthesizeOptions } from "./engines/synthesis.ts";
export { type BackendName, useBackend } from "./engines/tfjs/backend.ts";
export { type LoadOptions, TfjsGenerator } from "./engines/tfjs/generator.ts";
export { TfjsModulations } from "./engines/tfjs/modulations.ts";
export { CladescopeError, isCladescopeError } from "./errors.ts";
export { instanceEdges } from "./labels/instance-edges.ts";
export type { LabelMap, RawLabels } from "./labels/label-map.ts";
export { decodeLabelPng } from "./labels/label-png.ts";
export { type LabelSet, parseLabelSet } from "./labels/label-set.ts";
export { resizeNearest } from "./labels/nearest.ts";
export { toBankRows } from "./labels/to-bank-rows.ts";
export { sampleLatent } from "./models/latent.ts";
export { layerModulation } from "./models/layer-parameters.ts";
export { asGenerator, type GeneratorNetwork, networkOf, withStyles } from "./models/network.ts";
export { parseReleasedOptions } from "./models/released-options.ts";
export { type Conditions, conditionsOf } from "./modulation/conditions.ts";
export { denseMaps, type Modulation } from "./modulation/modulation.ts";
export { type StyleCodes, styleCodesOf } from "./modulation/style-codes.ts";
export { positionalMap } from "./positions/positional-map.ts";
