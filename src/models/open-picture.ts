/**
 * From a label map file and its companions to the conditions of one picture, the way the released loader prepares them: label
 * and instance map resized by Pillow's nearest rule, the positional map, made at the file's own resolution, by
 * PyTorch's (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { instanceEdges } from "../labels/instance-edges.ts";
import type { LabelMap, RawLabels, Size } from "../labels/label-map.ts";
import { resizeNearest } from "../labels/nearest.ts";
import { toBankRows } from "../labels/to-bank-rows.ts";
import type { PictureConditions } from "../modulation/conditions.ts";
import { semanticChannels } from "../modulation/norm-layer.ts";
import { positionsFromArray, resizePositionalMap } from "../positions/given-map.ts";
import { type PositionKind, positionKindOf } from "../positions/position-metadata.ts";
import { type PositionalMap, positionalMap } from "../positions/positional-map.ts";
import { seededNormal } from "./latent.ts";
import type { GeneratorNetwork } from "./network.ts";
import { outputSize } from "./output-size.ts";
import { readArray, readInstances, readLabels, readLatent } from "./read-maps.ts";
import type { ReleasedOptions } from "./released-options.ts";
import { INSTANCES_GIVEN, type ResolvedConfig } from "./resolve-config.ts";

/** What a label map is made ready for: of a network, all but its parameters. */
export type PictureTarget = Pick<GeneratorNetwork, keyof ResolvedConfig | "metadata" | "where">;

/** A label map file with what belongs to it. */
export interface PictureFiles {
  readonly path: string;

  /** Instance ids, PNG or .npy. */
  readonly instances?: string | undefined;

  /** A positional map, .npy; default: computed. */
  readonly positions?: string | undefined;
}

export interface PictureWishes {
  /** What the label map holds: dataset values or bank rows; default: dataset for PNG, rows for .npy. */
  readonly values?: "rows" | "dataset" | undefined;

  /** Of the picture; default: the options', the label map's own if the network can, the label set's. */
  readonly size?: Size | undefined;

  /** File of a latent code, .npy float32 [zDim]; or a seed to draw one, default 0. VAE networks only. */
  readonly z?: string | undefined;
  readonly seed?: number | undefined;

  /** The released code's options, where the network was opened with some. */
  readonly options?: ReleasedOptions | undefined;
}

/** A label map ready to be painted: `conditionsOf(picture.conditions)`. */
export interface PictureInput {
  readonly path: string;

  /** At the file's own resolution, with the data set's own values. */
  readonly raw: RawLabels;
  readonly conditions: PictureConditions;
  readonly size: Size;

  /** What the user should know though nothing is wrong. */
  readonly notes: readonly string[];
}

/**
 * Reads a label map and what the network wants beside it.
 *
 * @param files A path, or paths.
 * @param z The latent code, if it is known already.
 * @throws LabelError, ModelError, EngineError on files that do not fit the network or each other.
 */
export async function openPicture(
  network: PictureTarget,
  files: PictureFiles | string,
  wishes: PictureWishes = {},
  z?: Float32Array,
): Promise<PictureInput> {
  return pictureFrom(network, typeof files === "string" ? { path: files } : files, wishes, z);
}

async function pictureFrom(
  network: PictureTarget,
  files: PictureFiles,
  wishes: PictureWishes,
  z: Float32Array | undefined,
): Promise<PictureInput> {
  const { options = {} } = wishes;
  const { config, labelSet, dontCareRow, where } = network;
  const raw = await readLabels(files.path);
  const rows = toBankRows(raw, {
    rows: config.method.classes,
    labelSet: labelSet ?? undefined,
    values: wishes.values,
    dontCareRow:
      options.containDontcareLabel || labelSet === null ? (dontCareRow ?? undefined) : undefined,
  });
  const size = outputSize(
    network,
    { size: wishes.size, cropSize: options.cropSize, labelMap: raw },
    where,
  );
  const labels: LabelMap = { ...size, rows: resizeNearest(rows.rows, raw, size, "pil") };
  const edges = await edgesFor(network, raw, size, files.instances);
  const positional = isPositional(network);
  const asInDataSet = { ...raw, values: dataSetValues(raw, rows, network, wishes) };
  const positions = positional
    ? await positionsFor(asInDataSet, size, files, positionKindOf(network.metadata, where))
    : undefined;
  if (config.latent === null && (wishes.z ?? wishes.seed) !== undefined) {
    throw new EngineError({
      what: "this network takes no latent code",
      where,
      expected: "a VAE network (a two-dimensional fc.weight)",
      got: "a network that starts from the label map",
      hint: "leave out --z and --seed",
    });
  }
  const code =
    config.latent === null ? undefined : (z ?? (await latentFor(wishes, config.latent.zDim)));
  const conditions = { labels, edges, positions, z: code };
  return {
    path: files.path,
    raw: asInDataSet,
    size,
    conditions,
    notes: [...maskNote(raw), ...notesOn(network, files)],
  };
}

/**
 * The data set's own values, of which positional maps are made: a grey or palette file holds them; RGB codes and bank
 * rows are turned back through the label set, or label 0, which gets no offsets, would be another one.
 */
function dataSetValues(
  raw: RawLabels,
  { rows }: LabelMap,
  { labelSet }: PictureTarget,
  { values = raw.kind === "array" ? "rows" : "dataset" }: PictureWishes,
): Int32Array {
  if (raw.kind !== "rgb" && values === "dataset") return raw.values;
  return labelSet === null ? rows : rows.map((row) => labelSet.rows[row].value);
}

/** A 0/255 mask passes where a label set has both values: COCO-Stuff's are person and unlabelled. */
function maskNote({ kind, where, values }: RawLabels): string[] {
  const both = kind !== "rgb" && values.includes(0) && values.includes(255);
  if (!both || values.some((value) => value !== 0 && value !== 255)) return [];
  return [`${where} holds 0 and 255 alone: if it is a mask of two classes, divide it by 255`];
}

/** Inputs that make no difference, or more than one may think. */
function notesOn(network: PictureTarget, files: PictureFiles): string[] {
  const { config, assumptions } = network;
  const notes: string[] = [];
  const byInstance =
    isPositional(network) &&
    positionKindOf(network.metadata, network.where).unit === "instance" &&
    files.positions === undefined;
  if (files.instances !== undefined && !config.method.instanceEdges && !byInstance) {
    notes.push(
      "--instances makes no difference to the picture: this network has no instance edge channel",
    );
  }
  if (files.positions !== undefined && !isPositional(network)) {
    notes.push("--positions makes no difference: only CLADE-ICPE networks see positional maps");
  }
  if (assumptions.some(({ what, from }) => what === "instance edges" && from === INSTANCES_GIVEN)) {
    const channels = semanticChannels(config.method);
    notes.push(
      `--instances is given, so the last of ${channels} input channels is taken for instance edges`,
    );
  }
  return notes;
}

function isPositional({ config }: PictureTarget): boolean {
  return config.method.kind === "clade" && config.method.positional;
}

async function edgesFor(
  { config, where }: PictureTarget,
  raw: RawLabels,
  size: Size,
  path: string | undefined,
): Promise<Uint8Array | undefined> {
  // Read even where the network has no edge channel: a wrong file should not pass in silence.
  const instances = path === undefined ? undefined : await readInstances(path, raw);
  if (!config.method.instanceEdges) return undefined;
  if (instances === undefined) {
    throw new EngineError({
      what: "this network takes an instance map beside the label map",
      where,
      expected: "--instances FILE, PNG or .npy of instance ids, for each label map",
      got: "none",
      hint: "where there is none, the label map itself will do: it gives the edges between classes",
    });
  }
  const ids = resizeNearest(instances.ids, raw, size, "pil");
  return instanceEdges(ids, size.height, size.width);
}

async function positionsFor(
  raw: RawLabels,
  size: Size,
  { positions: path, instances }: PictureFiles,
  kind: PositionKind,
): Promise<PositionalMap> {
  if (path === undefined) {
    const ids =
      kind.unit === "instance" && instances !== undefined
        ? (await readInstances(instances, raw)).ids
        : undefined;
    return resizePositionalMap(positionalMap(raw, { ...kind, instances: ids }), size);
  }
  const array = await readArray(path);
  // Of the label map's size, as the released script writes it, or of the picture's, as it is used.
  const [height, width] = array.shape.slice(-2);
  const atOutput = height === size.height && width === size.width;
  return resizePositionalMap(positionsFromArray(array, path, atOutput ? size : raw), size);
}

async function latentFor({ z, seed = 0 }: PictureWishes, zDim: number): Promise<Float32Array> {
  return z === undefined ? seededNormal(seed, zDim) : readLatent(z, zDim);
}
