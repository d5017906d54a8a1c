/**
 * Indexed modulation, the value that the library turns on: every normalisation here ends in
 * `y[c, p] = scale[row(p), c] · x̂[c, p] + shift[row(p), c]`, where row(p) is a small index of pixel p.
 *
 * | method | index of a pixel | rows |
 * | --- | --- | --- |
 * | CLADE, CLADE-ICPE | its class | classes present |
 * | SPADE 1×1 | its class and edge bit | combinations present |
 * | SPADE 3×3 | the 5×5 neighbourhood of classes and edge bits | patterns present |
 *
 * @module
 */

/** A table of modulation parameters, one row for each index; [rows, channels], row-major. */
export interface Bank {
  readonly rows: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** Effective scale and shift of every class, [classes, channels] each: a look-up, as CLADE's is. */
export interface ClassBanks {
  readonly scale: Bank;
  readonly shift: Bank;
}

/** Which row each pixel takes. */
export interface IndexMap {
  readonly batch: number;
  readonly height: number;
  readonly width: number;

  /** Row of each pixel; [batch, height, width]. */
  readonly rows: Int32Array;

  /** Number of pixels of each row; [rows]. */
  readonly counts: Int32Array;
}

export interface Modulation {
  /** Effective scale: SPADE's 1 + γ, CLADE's γ. */
  readonly scale: Bank;

  /** Effective shift: β. */
  readonly shift: Bank;

  readonly index: IndexMap;

  /** Class of each row: for a neighbourhood that of its centre; [rows]. */
  readonly classes: Int32Array;

  /** The neighbourhood of each row, [rows, 25]; see `spadePatterns`. SPADE 3×3 only. */
  readonly patterns?: Int32Array;

  /** Factors 1 + w·d(p) + b of CLADE-ICPE, shared by all channels; [batch, height, width] each. */
  readonly spatial?: { readonly scale: Float32Array; readonly shift: Float32Array };

  /** The channel w·edge + b that CLADE appends, un-normalised; [batch, height, width]. */
  readonly appended?: Float32Array;
}

/**
 * The dense maps that the released code computes: scale and shift of every pixel, [batch, channels, height, width]
 * each, spatial factors included.
 */
export function denseMaps(modulation: Modulation): { scale: Float32Array; shift: Float32Array } {
  const { scale, shift, index, spatial } = modulation;
  return {
    scale: denseMap(scale, index, spatial?.scale),
    shift: denseMap(shift, index, spatial?.shift),
  };
}

function denseMap(bank: Bank, index: IndexMap, factor: Float32Array | undefined): Float32Array {
  const { channels, values } = bank;
  const pixels = index.height * index.width;
  const out = new Float32Array(index.batch * channels * pixels);
  for (let n = 0; n < index.batch; n++) {
    for (let c = 0; c < channels; c++) {
      const offset = (n * channels + c) * pixels;
      for (let p = 0; p < pixels; p++) {
        const value = values[index.rows[n * pixels + p] * channels + c];
        out[offset + p] = factor === undefined ? value : value * factor[n * pixels + p];
      }
    }
  }
  return out;
}
