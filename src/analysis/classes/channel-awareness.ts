/**
 * Which few channels paint a class: how active each channel is expected to be for it.
 *
 * Where y = scale · x̂ + shift and x̂ is standard normal, the mean of what the leaky ReLU behind it lets through has a
 * closed form. After He, Zhang, Zhu, Shen and Chen, "Interpreting Class Conditional GANs with Channel Awareness", arXiv
 * 2203.11173, who did it for the ReLU behind class-conditional batch norm.
 *
 * x̂ is standard normal over all pixels of the training set at best; within the pixels of one class it need not be. So
 * this says what the bank does to an average pixel, not what is seen in a picture.
 *
 * @module
 */

import { normalCdf } from "../statistics/normal.ts";
import { checkBank } from "./check-bank.ts";
import { type ClassBank, rowOfClass } from "./class-banks.ts";

/** Slope of the generator's leaky ReLU below 0: `actvn` of the released code. */
const LEAKY_SLOPE = 0.2;

/**
 * E[leakyReLU(scale · x + shift)] for standard normal x.
 *
 * With s = |scale|: E[max(y, 0)] = shift · Φ(shift / s) + s · φ(shift / s), and leakyReLU(y) = a · y + (1 − a) · max(y, 0).
 * To 1e-6 of the result, as Φ is to 1.5e-7.
 */
export function expectedActivation(
  scale: number,
  shift: number,
  slope: number = LEAKY_SLOPE,
): number {
  const s = Math.abs(scale);
  const z = shift / s;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const positive = s === 0 ? Math.max(shift, 0) : shift * normalCdf(z) + s * density;
  return slope * shift + (1 - slope) * positive;
}

/** What a layer's channels are expected to do for each class. */
export interface ChannelAwareness {
  readonly layer: string;
  readonly classes: number;
  readonly channels: number;
  readonly classNames: readonly string[];

  /** What stands behind the layer: nothing behind the shortcut's, `norm_s`; there the expected value is the shift. */
  readonly activation: "leaky ReLU" | "none";

  /** Expected activation; [classes, channels]. NaN where scale or shift is not finite. */
  readonly expected: Float32Array;

  /** The mean of each channel over the classes that are finite in it; [channels]. */
  readonly meanClass: Float64Array;
}

/** The expected activations of a layer. For CLADE-ICPE without its positional factor. */
export function channelAwareness(bank: ClassBank): ChannelAwareness {
  checkBank(bank);
  const { layer, classes, channels, classNames, scale, shift } = bank;
  const activation = layer.endsWith(".norm_s") ? "none" : "leaky ReLU";
  const slope = activation === "none" ? 1 : LEAKY_SLOPE;
  const expected = scale.map((value, i) => {
    const finite = Number.isFinite(value) && Number.isFinite(shift[i]);
    return finite ? expectedActivation(value, shift[i], slope) : Number.NaN;
  });
  const meanClass = Float64Array.from({ length: channels }, (_, c) => {
    let [sum, count] = [0, 0];
    for (let at = c; at < expected.length; at += channels) {
      if (Number.isNaN(expected[at])) continue;
      sum += expected[at];
      count++;
    }
    return sum / count;
  });
  return { layer, classes, channels, classNames, activation, expected, meanClass };
}

/** A channel of a class. */
export interface ClassChannelRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** 1 is the channel in which the class is farthest from the mean class. */
  readonly rank: number;
  readonly channel: number;

  /** Expected activation for the class, and the mean over the classes. */
  readonly expected: number;
  readonly meanClass: number;

  /** `expected` − `meanClass`. */
  readonly deviation: number;

  /** Its square's share of the sum of squares over the channels; NaN if the class is the mean class. */
  readonly share: number;

  /** Share of this channel and those before it. */
  readonly cumulativeShare: number;
}

/**
 * The channels that set a class apart, the strongest first; channels with NaN are left out.
 *
 * @param wanted Bank row or name.
 * @param count How many; default all.
 * @throws LabelError for an unknown class, with the nearest names.
 */
export function classChannels(
  bank: ClassBank,
  wanted: number | string,
  count: number = bank.channels,
): ClassChannelRow[] {
  return channelsOf(channelAwareness(bank), rowOfClass(bank, wanted)).slice(0, count);
}

function channelsOf(awareness: ChannelAwareness, row: number): ClassChannelRow[] {
  const { layer, channels, classNames, expected, meanClass } = awareness;
  const all = Array.from({ length: channels }, (_, channel) => {
    const value = expected[row * channels + channel];
    return { channel, value, deviation: value - meanClass[channel] };
  }).filter(({ deviation }) => !Number.isNaN(deviation));
  all.sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
  const total = all.reduce((sum, { deviation }) => sum + deviation ** 2, 0);
  let sum = 0;
  return all.map(({ channel, value, deviation }, i) => {
    sum += deviation ** 2;
    return {
      layer,
      class: row,
      className: classNames[row],
      rank: i + 1,
      channel,
      expected: value,
      meanClass: meanClass[channel],
      deviation,
      share: deviation ** 2 / total,
      cumulativeShare: sum / total,
    };
  });
}

/** How few channels set a class apart in a layer. */
export interface ConcentrationRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** Channels that are finite for the class. */
  readonly channels: number;

  /** Distance from the mean class: root of the sum of squared deviations. */
  readonly distance: number;

  /** The least number of channels that hold half of that sum of squares; null if it is 0. */
  readonly channelsForHalf: number | null;

  /** (Σ d²)² / Σ d⁴: 1 if one channel holds everything, all channels if they share evenly. NaN if there is nothing. */
  readonly effectiveChannels: number;
}

/** One row for each class of a layer. */
export function channelConcentration(bank: ClassBank): ConcentrationRow[] {
  const awareness = channelAwareness(bank);
  return bank.classNames.map((className, row) => {
    const rows = channelsOf(awareness, row);
    const squares = rows.reduce((sum, { deviation }) => sum + deviation ** 2, 0);
    const shares = rows.reduce((sum, { share }) => sum + share ** 2, 0);
    // Half to within rounding: two equal channels need one of them.
    const half = rows.findIndex(({ cumulativeShare }) => cumulativeShare >= 0.5 - 1e-12);
    return {
      layer: bank.layer,
      class: row,
      className,
      channels: rows.length,
      distance: Math.sqrt(squares),
      channelsForHalf: half < 0 ? null : half + 1,
      effectiveChannels: rows.length === 0 ? Number.NaN : 1 / shares,
    };
  });
}
