/**
 * cladescope: open up class-adaptive normalization (CLADE) and its kin in TypeScript.
 *
 * ```ts
 * import * as cs from "cladescope";
 *
 * const network = cs.asGenerator(await cs.openNetwork("best_net_G.pth"));
 * const raw = cs.decodeLabelPng(await readFile("labels.png"), "labels.png");
 * const labels = cs.toBankRows(raw, { rows: network.config.method.classes, labelSet: network.labelSet ?? undefined });
 *
 * const generator = await cs.TfjsGenerator.load(network);
 * const { image } = await generator.synthesize(cs.conditionsOf({ labels })); // [1, 3, H, W] in [−1, 1]
 * generator.dispose();
 * ```
 *
 * @module
 */

// analysis: the numbers behind each claim

export { type ActivationRow, activationRows } from "./analysis/activations.ts";
export type { ClassFacts } from "./analysis/class-facts.ts";
export {
  type ChannelAwareness,
  type ClassChannelRow,
  type ConcentrationRow,
  channelAwareness,
  channelConcentration,
  classChannels,
  expectedActivation,
} from "./analysis/classes/channel-awareness.ts";
export {
  type ClassBank,
  type ClassBankOptions,
  type Convention,
  classBank,
  classBanks,
  rowOfClass,
} from "./analysis/classes/class-banks.ts";
export {
  type Centring,
  channelDeviations,
  type DeviationOptions,
  deviations,
  type Part,
} from "./analysis/classes/deviations.ts";
export { distances, type Metric as DistanceMetric } from "./analysis/classes/distances.ts";
export { type Embedding, pcaEmbedding } from "./analysis/classes/embedding.ts";
export {
  type LayerSimilarityRow,
  layerSimilarity,
} from "./analysis/classes/layer-similarity.ts";
export { leafOrder } from "./analysis/classes/leaf-order.ts";
export {
  type Clustering,
  clusterRows,
  flatClusters,
  type Linkage,
  type LinkageMethod,
  linkage,
} from "./analysis/classes/linkage.ts";
export {
  type NeighbourhoodRow,
  neighbourhoodRecall,
} from "./analysis/classes/neighbourhood-recall.ts";
export { classNorms, mostModulated, type NormRow } from "./analysis/classes/norms.ts";
export {
  categoryOrder,
  clusterOrder,
  indexOrder,
  normOrder,
  type Order,
  principalOrder,
} from "./analysis/classes/orders.ts";
export { type ParameterRow, parameterRows } from "./analysis/classes/parameter-rows.ts";
export { type Pca, pca } from "./analysis/classes/pca.ts";
export {
  type ClassSimilarity,
  classSimilarity,
  type NearestRow,
  nearestClasses,
  type SimilarityOptions,
  type SimilarityRow,
  similarityRows,
} from "./analysis/classes/similarity.ts";
export {
  alignedCoordinates,
  type CoordinateRow,
  classTrajectory,
  type PlaneRow,
  type Trajectory,
  type TrajectoryRow,
} from "./analysis/classes/trajectory.ts";
export { type UmapLibrary, type UmapOptions, umap } from "./analysis/classes/umap.ts";
export {
  type AttentionMaps,
  type ExemplarAttention,
  exemplarAttention,
  type SlotRow,
  slotRows,
} from "./analysis/exemplars/attention.ts";
export type {
  CostRow,
  DifferenceRow,
  PooledRow,
  SpatialRow,
  SummaryRow,
  TimeRow,
} from "./analysis/experiment/rows.ts";
export { parseRunRecord, type RunRecord } from "./analysis/experiment/run-record.ts";
export type { Statement } from "./analysis/experiment/sanity.ts";
export { parseStepTimes, type StepTimes } from "./analysis/experiment/step-times.ts";
export { type RunSummary, summariseRuns } from "./analysis/experiment/summarise.ts";
export type { ChangeRow } from "./analysis/interventions/change-rows.ts";
export { changedChannels } from "./analysis/interventions/changed-channels.ts";
export { type Exchange, exchangeModulation } from "./analysis/interventions/exchange.ts";
export type { PlainExchange } from "./analysis/interventions/fields.ts";
export {
  type ChangedActivation,
  type ChangedModulation,
  type Intervened,
  type InterveneOptions,
  type InterventionPainter,
  intervene,
} from "./analysis/interventions/intervene.ts";
export { intervenedModulations } from "./analysis/interventions/intervened-modulations.ts";
export type { Intervention } from "./analysis/interventions/intervention.ts";
export {
  type LayerChangeRow,
  layerChangeRows,
} from "./analysis/interventions/layer-change-rows.ts";
export {
  type PlainIntervention,
  parseInterventions,
} from "./analysis/interventions/parse-interventions.ts";
export {
  type PositionPivot,
  type ScalePositions,
  scalePositions,
} from "./analysis/interventions/positions.ts";
export {
  mixClasses,
  type Relabel,
  type RelabelSelection,
  replaceClass,
  swapClasses,
} from "./analysis/interventions/relabel.ts";
export { ablate, type Pivot, type Scale, scaleModulation } from "./analysis/interventions/scale.ts";
export type { ClassName, LayerSelection, Selection } from "./analysis/interventions/selection.ts";
export { mixStyles, type Restyle, regionStyle } from "./analysis/interventions/styles.ts";
export {
  type Sweep,
  type SweepOptions,
  type SweepRow,
  type SweepStep,
  sweep,
} from "./analysis/interventions/sweep.ts";
export {
  type KeepVariation,
  keepVariation,
  type Variation,
} from "./analysis/interventions/variation.ts";
export { interventionWords } from "./analysis/interventions/words.ts";
export {
  type ActivationSource,
  type LayerActivations,
  layerActivations,
} from "./analysis/layer-activations.ts";
export { type ModulationMaps, modulationMaps } from "./analysis/modulation-maps.ts";
export {
  explainPixel,
  type PixelExplanation,
  type PixelPlace,
  type PixelStep,
} from "./analysis/pixel.ts";
export { type ComponentRow, componentRows } from "./analysis/positions/component-rows.ts";
export { type PlaneEffectRow, planeEffectRows } from "./analysis/positions/plane-effects.ts";
export { type PolarMap, polarMap } from "./analysis/positions/polar.ts";
export {
  type UnitDifference,
  type UnitDifferenceRow,
  unitDifference,
} from "./analysis/positions/unit-differences.ts";
export {
  type Evaluation,
  evaluate,
  evaluation,
  type Metric,
  type Metrics,
} from "./analysis/quality/evaluate.ts";
export { type Knobs, type Pictures, picturesOf } from "./analysis/quality/pictures.ts";
export { interiorBanks, meanBanks, type Substitute } from "./analysis/replacement/class-banks.ts";
export {
  type ConversionErrorRow,
  conversionErrors,
} from "./analysis/replacement/conversion-errors.ts";
export {
  type PictureDifference,
  pictureDifferences,
} from "./analysis/replacement/picture-difference.ts";
export {
  type Painter,
  type ReplacementOptions,
  type ReplacementRow,
  replacementTest,
} from "./analysis/replacement/replacement-test.ts";
export { seanToClade } from "./analysis/replacement/sean-to-clade.ts";
export { spadeToClade } from "./analysis/replacement/spade-to-clade.ts";
export { type DifferenceMeasure, type Verdict, verdicts } from "./analysis/replacement/verdict.ts";
export type { LayerStatistics } from "./analysis/spatial/layer-statistics.ts";
export {
  type NeighbourhoodCountRow,
  neighbourhoodRows,
} from "./analysis/spatial/neighbourhoods.ts";
export { parseScan } from "./analysis/spatial/parse-scan.ts";
export {
  type BoundaryProfileRow,
  type ChannelSplitRow,
  type ClassChannelSplitRow,
  type ClassSplitRow,
  channelRows,
  classChannelRows,
  classRows,
  layerRows,
  type PlaneRow as IcpePlaneRow,
  planeRows,
  profileRows,
  type SpatialLayerRow,
} from "./analysis/spatial/rows.ts";
export type { Scan } from "./analysis/spatial/scan.ts";
export {
  addConditions,
  mergeStatistics,
  openStatistics,
  type SpatialStatistics,
} from "./analysis/spatial/statistics.ts";
export { type UniformShareRow, uniformShare } from "./analysis/spatial/uniform-share.ts";
export {
  mergeSplits,
  spatialShare,
  type VarianceSplit,
  type VarianceSplitRow,
  varianceSplit,
  varianceSplitRow,
} from "./analysis/variance-split.ts";

// checkpoint: bytes to named typed arrays

export { writeFileAtomically } from "./checkpoint/atomic-file.ts";
export type { DType, TypedArray } from "./checkpoint/dtype.ts";
export { openFileSource } from "./checkpoint/file-source.ts";
export { encodeNpy, readNpy } from "./checkpoint/npy.ts";
export { openCheckpoint } from "./checkpoint/open-checkpoint.ts";
export {
  type SafetensorsEntry,
  stateDictChunks,
  writeSafetensors,
} from "./checkpoint/safetensors.ts";
export { type ByteSource, bytesSource } from "./checkpoint/source.ts";
export { readFloat32, type StateDict, stateDictOf } from "./checkpoint/state-dict.ts";
export type { Tensor, TensorInfo } from "./checkpoint/tensor.ts";

// engines: readers of the model texts

export type { Activation } from "./engines/activation.ts";
export { type Cost, costOf, type LayerCost } from "./engines/cost/cost.ts";
export { CONVENTIONS, type Overhead, overheads } from "./engines/cost/overheads.ts";
export { type EncodeStyleOptions, encodeStyle } from "./engines/encode-style.ts";
export type { LayerModulations, ModulationSource } from "./engines/modulations.ts";
export { cacheFolder } from "./engines/onnx/cache-folder.ts";
export type { ConvolutionShape, MemoryMode, Tuning, WayTimes } from "./engines/onnx/choices.ts";
export {
  type ExecutedCostRow,
  type ExecutedWay,
  executedCost,
} from "./engines/onnx/executed-cost.ts";
export { type OnnxExportOptions, type OnnxModel, onnxModel } from "./engines/onnx/export.ts";
export { OnnxGenerator } from "./engines/onnx/generator.ts";
export type { GraphState } from "./engines/onnx/graph-session.ts";
export type { CacheOptions, OnnxLoadOptions } from "./engines/onnx/load-options.ts";
export { OnnxModulations, type OnnxModulationsOptions } from "./engines/onnx/modulations.ts";
export { forgetTuning, storedTuning, storeTuning } from "./engines/onnx/stored-tuning.ts";
export {
  convolutionShapes,
  type TunedShape,
  type TuneOptions,
  tune,
  tuningOf,
} from "./engines/onnx/tune.ts";
export { openExemplar } from "./engines/open-exemplar.ts";
export { type EngineName, type EngineOptions, openGenerator } from "./engines/open-generator.ts";
export { type ModulationsOptions, openModulations } from "./engines/open-modulations.ts";
export { openStyle, readStyleCodes } from "./engines/open-style.ts";
export { encodeRgbPng, pictureFromPng, toRgbBytes } from "./engines/picture.ts";
export { type SummaryLine, summaryOf } from "./engines/summary.ts";
export type { PaintingEngine, Synthesis, SynthesizeOptions } from "./engines/synthesis.ts";
export { BACKEND_NAMES, type BackendName, useBackend } from "./engines/tfjs/backend.ts";
export { discriminate } from "./engines/tfjs/discriminator.ts";
export { type LoadOptions, TfjsGenerator } from "./engines/tfjs/generator.ts";
export { encodeImage, type LatentDistribution } from "./engines/tfjs/image-encoder.ts";
export { TfjsModulations } from "./engines/tfjs/modulations.ts";

// errors

export {
  CheckpointError,
  CladescopeError,
  EngineError,
  FigureError,
  isCladescopeError,
  LabelError,
  ModelError,
  type Problem,
  TrainingError,
} from "./errors.ts";

// figures: rows in, a figure out

export { type ActivationsOptions, activationsFigure } from "./figures/activations.ts";
export {
  type BoundaryProfileOptions,
  boundaryProfileFigure,
} from "./figures/boundary-profile.ts";
export type { FigureBundle } from "./figures/bundle.ts";
export {
  type ChannelAwarenessOptions,
  channelAwarenessFigure,
} from "./figures/channel-awareness.ts";
export type { Chart, Mark, Panel } from "./figures/chart/chart.ts";
export { type ClassEmbeddingOptions, classEmbeddingFigure } from "./figures/class-embedding.ts";
export { type ClassNormsOptions, classNormsFigure } from "./figures/class-norms.ts";
export {
  type ClassParametersOptions,
  classParametersFigure,
} from "./figures/class-parameters.ts";
export { THEMES, type Theme, type ThemeName } from "./figures/color/theme.ts";
export {
  type CompareNetworksOptions,
  compareNetworksFigure,
  type NetworkPicture,
} from "./figures/compare-networks.ts";
export { type CostOptions, costFigure, type MethodCost } from "./figures/cost.ts";
export {
  type ExecutedCostOptions,
  executedCostFigure,
  type MethodExecutedCost,
} from "./figures/executed-cost.ts";
export {
  type ExemplarAttentionOptions,
  exemplarAttentionFigure,
} from "./figures/exemplar-attention.ts";
export { Figure, type FigureOptions } from "./figures/figure.ts";
export { type FigureFromOptions, figureFrom } from "./figures/figure-from.ts";
export { icpePlanesFigure } from "./figures/icpe-planes.ts";
export { type InterventionOptions, interventionFigure } from "./figures/intervention.ts";
export { type LabelMapOptions, labelMapFigure } from "./figures/label-map.ts";
export {
  type ModulationMapsOptions,
  modulationMapsFigure,
} from "./figures/modulation-maps.ts";
export { neighbourhoodsFigure } from "./figures/neighbourhoods.ts";
export { type PictureOptions, pictureFigure } from "./figures/picture.ts";
export { type PixelOptions, pixelFigure } from "./figures/pixel.ts";
export { planeEffectFigure } from "./figures/plane-effect.ts";
export { type PositionalMapsOptions, positionalMapsFigure } from "./figures/positional-maps.ts";
export { type Provenance, provenanceOf } from "./figures/provenance.ts";
export { replacementStripFigure } from "./figures/replacement-strip.ts";
export type { SaveOptions } from "./figures/save/save.ts";
export { type ScaleShiftOptions, scaleShiftFigure } from "./figures/scale-shift.ts";
export {
  classSimilarityFigure,
  classTrajectoryFigure,
  layerSimilarityFigure,
} from "./figures/similarity.ts";
export type { FigureSpec } from "./figures/spec.ts";
export { type SweepFigureOptions, sweepFigure } from "./figures/sweep.ts";
export { type UniformShareSet, uniformShareFigure } from "./figures/uniform-share.ts";
export { type UnitDifferenceOptions, unitDifferenceFigure } from "./figures/unit-difference.ts";
export { varianceSplitFigure } from "./figures/variance-split.ts";
export type { Picture, Row, View } from "./figures/view.ts";

// labels: label maps, label sets, resizing, edges, neighbourhoods

export {
  builtInLabelSet,
  type LabelSetName,
  labelSetNames,
  loadLabelSet,
} from "./labels/built-in.ts";
export { instanceEdges } from "./labels/instance-edges.ts";
export { toInstanceMap } from "./labels/instance-map.ts";
export { labelsFromArray } from "./labels/label-array.ts";
export type { InstanceMap, LabelMap, RawLabels } from "./labels/label-map.ts";
export { decodeLabelPng } from "./labels/label-png.ts";
export { type LabelClass, type LabelSet, parseLabelSet } from "./labels/label-set.ts";
export {
  type NearestRule,
  nearestIndicesPil,
  nearestIndicesTorch,
  resizeNearest,
} from "./labels/nearest.ts";
export { type NeighbourhoodPatterns, neighbourhoodPatterns } from "./labels/patterns.ts";
export { type BankRowOptions, toBankRows } from "./labels/to-bank-rows.ts";

// models: the model texts, configurations, checkpoints as networks

export { type DiscriminatorConfig, discriminator } from "./models/discriminator.ts";
export { generator } from "./models/generator.ts";
export {
  type GeneratorConfig,
  type MethodName,
  methodName,
  type Upsampling,
  withBanks,
} from "./models/generator-config.ts";
export { type ImageEncoderConfig, imageEncoder } from "./models/image-encoder.ts";
export { interpolateLatents, sampleLatent, seededNormal } from "./models/latent.ts";
export { layerNamed } from "./models/layer-named.ts";
export {
  cladeParameters,
  layerModulation,
  runningStatistics,
  seanParameters,
  spadeParameters,
} from "./models/layer-parameters.ts";
export { layerSizes } from "./models/layer-sizes.ts";
export { type MscaConfig, mscaConfig } from "./models/msca.ts";
export {
  asDiscriminator,
  asEncoder,
  asGenerator,
  type DiscriminatorNetwork,
  type EncoderNetwork,
  type GeneratorNetwork,
  type Network,
  networkOf,
  withStyles,
} from "./models/network.ts";
export { type OpenOptions, openNetwork } from "./models/open-network.ts";
export {
  openPicture,
  type PictureFiles,
  type PictureInput,
  type PictureTarget,
  type PictureWishes,
} from "./models/open-picture.ts";
export type { Ops, Shape, Size } from "./models/ops.ts";
export { outputSize } from "./models/output-size.ts";
export {
  RELEASED_STYLE_ENCODER,
  releasedConfig,
  releasedSize,
} from "./models/released-config.ts";
export { parseReleasedOptions, type ReleasedOptions } from "./models/released-options.ts";
export type { Hints } from "./models/resolve-config.ts";
export { generatorSteps, networkSteps } from "./models/steps.ts";
export { type Step, trace } from "./models/trace.ts";

// modulation: bank and index of each method

export { foldBatchNorm, foldedShift, type RunningStatistics } from "./modulation/batch-norm.ts";
export { type CladeParameters, cladeModulation } from "./modulation/clade.ts";
export {
  type Conditions,
  conditionsAt,
  conditionsOf,
  type PictureConditions,
} from "./modulation/conditions.ts";
export type { Exemplar } from "./modulation/exemplar.ts";
export { exchangeCodes, type MixOptions, mixCodes } from "./modulation/mix-codes.ts";
export { type Bank, denseMaps, type IndexMap, type Modulation } from "./modulation/modulation.ts";
export type {
  CladeMethod,
  Method,
  NormLayer,
  SeanMethod,
  SpadeMethod,
} from "./modulation/norm-layer.ts";
export { type SeanParameters, type SeanStyle, seanModulation } from "./modulation/sean.ts";
export { seanInterior } from "./modulation/sean-interior.ts";
export { type SpadeParameters, spadeModulation } from "./modulation/spade.ts";
export { spadeInterior } from "./modulation/spade-interior.ts";
export { spectralNorm } from "./modulation/spectral-norm.ts";
export { fillMissing, meanCodes, type StyleCodes, styleCodesOf } from "./modulation/style-codes.ts";

// positions: the positional map of CLADE-ICPE

export { positionsFromArray, resizePositionalMap } from "./positions/given-map.ts";
export { mirrorPositionalMap } from "./positions/mirror.ts";
export {
  type PositionalMap,
  type PositionalMapOptions,
  positionalMap,
} from "./positions/positional-map.ts";

// training: networks from scratch, the scenes to train them on, and watching it

export type { Batch, TrainingData } from "./training/batch.ts";
export { type WatchOptions, watchTraining } from "./training/live/watch-training.ts";
export { type PictureDataOptions, pictureData } from "./training/pictures/picture-data.ts";
export type { Losses } from "./training/step-losses.ts";
export type { Light } from "./training/toy-scenes/moods.ts";
export { type ToyScene, type ToySceneOptions, toyScene } from "./training/toy-scenes/toy-scene.ts";
export {
  sceneConditions,
  type ToySceneData,
  type ToySceneDataOptions,
  toySceneData,
} from "./training/toy-scenes/toy-scene-data.ts";
export { type RunOptions, type StepReport, Trainer } from "./training/trainer.ts";
export {
  type TrainingConfig,
  type TrainingOptions,
  trainingConfig,
} from "./training/training-config.ts";
