/**
 * Dense maps of scale and shift of a few channels, for pictures of them: the one place in the analysis that makes any.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { type Bank, denseMaps, type Modulation } from "../modulation/modulation.ts";
import { resolveChannel } from "./names.ts";
import { factorMoments } from "./variance-split.ts";

export interface ModulationMaps {
  readonly height: number;
  readonly width: number;

  /** Class of each pixel at the layer's resolution; [height, width]. */
  readonly classes: Int32Array;

  /** Which channels are here, and how many the layer has. */
  readonly channels: readonly number[];
  readonly channelCount: number;

  /** Whether they are here because they vary most over the picture. */
  readonly mostVaried: boolean;

  /** Effective, spatial factors included; [channels, height, width] each. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

export interface ModulationMapsChoice {
  /** Default the four that vary most over the picture. */
  readonly channels?: readonly number[] | undefined;

  /** Which picture of the batch; default 0. */
  readonly picture?: number | undefined;
}

/** Channels, unless others are asked for. */
const CHANNELS = 4;

/**
 * The maps of one layer.
 *
 * @param modulation As `layerModulation(network, layer, conditions, size)` gives it.
 * @throws ModelError for a channel that is not there, LabelError for a picture that is not.
 */
export function modulationMaps(
  modulation: Modulation,
  { channels, picture = 0 }: ModulationMapsChoice = {},
): ModulationMaps {
  const channelCount = modulation.scale.channels;
  const one = pictureOf(modulation, picture);
  const chosen = channels?.map((c) => resolveChannel(channelCount, c)) ?? mostVaried(one);
  const { height, width, rows } = one.index;
  const dense = denseMaps({
    ...one,
    scale: channelsOf(one.scale, chosen),
    shift: channelsOf(one.shift, chosen),
  });
  return {
    height,
    width,
    classes: Int32Array.from(rows, (row) => one.classes[row]),
    channels: chosen,
    channelCount,
    mostVaried: channels === undefined && channelCount > chosen.length,
    ...dense,
  };
}

/** The modulation of one picture of the batch. */
function pictureOf(modulation: Modulation, n: number): Modulation {
  const { index, spatial, ...rest } = modulation;
  const { batch, height, width } = index;
  if (!Number.isInteger(n) || n < 0 || n >= batch) {
    throw new LabelError({
      what: "there is no such picture",
      where: "modulation maps",
      expected: `a whole number from 0 to ${batch - 1}`,
      got: String(n),
      hint: "the pictures of a batch are numbered from 0",
    });
  }
  const pixels = height * width;
  const part = <T extends Int32Array | Float32Array>(values: T) =>
    values.subarray(n * pixels, (n + 1) * pixels) as T;
  const rows = part(index.rows);
  const counts = new Int32Array(index.counts.length);
  for (const row of rows) counts[row]++;
  return {
    ...rest,
    index: { batch: 1, height, width, rows, counts },
    ...(spatial && { spatial: { scale: part(spatial.scale), shift: part(spatial.shift) } }),
  };
}

function channelsOf({ rows, channels, values }: Bank, wanted: readonly number[]): Bank {
  const out = new Float32Array(rows * wanted.length);
  for (let row = 0; row < rows; row++) {
    for (const [i, c] of wanted.entries()) {
      out[row * wanted.length + i] = values[row * channels + c];
    }
  }
  return { rows, channels: wanted.length, values: out };
}

/**
 * Channels of the largest variance over pixels, of scale and shift together, in ascending order. From the bank, and for
 * CLADE-ICPE the moments of each row's factors: the dense maps would have the same variance.
 */
function mostVaried(modulation: Modulation): number[] {
  const { scale, index, spatial } = modulation;
  const { counts, rows } = index;
  const factors = {
    scale: factorMoments(modulation, spatial?.scale),
    shift: factorMoments(modulation, spatial?.shift),
  };
  const squares = (which: "scale" | "shift", c: number) => {
    const { channels, values } = modulation[which];
    const moments = factors[which];
    const meanOf = (row: number) => values[row * channels + c] * (moments?.mean[row] ?? 1);
    let [sum, all] = [0, 0];
    for (let row = 0; row < counts.length; row++) {
      if (counts[row] > 0) sum += counts[row] * meanOf(row);
    }
    const mean = sum / rows.length;
    for (let row = 0; row < counts.length; row++) {
      if (counts[row] === 0) continue;
      all += counts[row] * (meanOf(row) - mean) ** 2;
      all += values[row * channels + c] ** 2 * (moments?.squares[row] ?? 0);
    }
    return all;
  };
  return Array.from({ length: scale.channels }, (_, c) => ({
    c,
    squares: squares("scale", c) + squares("shift", c) || 0,
  }))
    .sort((a, b) => b.squares - a.squares || a.c - b.c)
    .slice(0, CHANNELS)
    .map(({ c }) => c)
    .sort((a, b) => a - b);
}
