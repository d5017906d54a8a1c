/**
 * How large a picture a network makes of a label map.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import { DOWNSCALING, type GeneratorConfig } from "./generator-config.ts";
import type { Size } from "./ops.ts";
import type { ResolvedConfig } from "./resolve-config.ts";

export interface SizeWishes {
  /** Asked for by the user. */
  readonly size?: Size | undefined;

  /** crop_size and aspect_ratio of the released options. */
  readonly cropSize?: number | undefined;

  /** The label map's own size. */
  readonly labelMap?: Size | undefined;
}

/**
 * The size asked for; else crop_size / aspect_ratio of the options; else the label map's own size if the network's
 * down-scaling divides it; else the label set's default; else the smallest multiple that holds the label map. A VAE
 * network has one number of start pixels, which narrows the choice.
 *
 * @throws ModelError if the size asked for cannot be made.
 */
export function outputSize(resolved: ResolvedConfig, wishes: SizeWishes, where: string): Size {
  const { config, aspectRatio, cropSize } = resolved;
  const { upsampling, latent } = config;
  const factor = DOWNSCALING[upsampling];
  if (wishes.size !== undefined) {
    if (fits(wishes.size, resolved)) return wishes.size;
    throw misfit(resolved, wishes.size, where);
  }
  if (wishes.cropSize !== undefined) {
    const size = croppedSize(wishes.cropSize, aspectRatio, factor);
    if (fits(size, resolved)) return size;
    throw misfit(resolved, size, where);
  }
  if (wishes.labelMap !== undefined && fits(wishes.labelMap, resolved)) return wishes.labelMap;
  if (cropSize !== null) {
    const size = croppedSize(cropSize, aspectRatio, factor);
    if (fits(size, resolved)) return size;
  }
  if (latent !== null) {
    const columns = Math.max(1, Math.round(Math.sqrt(latent.cells * aspectRatio)));
    const size = { height: (latent.cells / columns) * factor, width: columns * factor };
    if (fits(size, resolved)) return size;
    throw new ModelError({
      what: "the shape of this VAE network's pictures is not known",
      where,
      expected: `an aspect ratio that parts ${latent.cells} start pixels of ${factor} × ${factor} into rows and columns`,
      got: `width over height ${aspectRatio}`,
      hint: "--size HEIGHTxWIDTH",
    });
  }
  const { height, width } = wishes.labelMap ?? { height: 256, width: 256 };
  return { height: Math.ceil(height / factor) * factor, width: Math.ceil(width / factor) * factor };
}

/** @throws ModelError if a network of this configuration cannot make a picture of `size`. */
export function checkSize(config: GeneratorConfig, size: Size, where: string): void {
  if (!fits(size, { config })) throw misfit({ config }, size, where);
}

/** The released `compute_latent_vector_size`: whole start pixels, the height rounded. */
function croppedSize(cropSize: number, aspectRatio: number, factor: number): Size {
  const columns = Math.floor(cropSize / factor);
  return { height: roundHalfEven(columns / aspectRatio) * factor, width: columns * factor };
}

/** Python's `round`: 2.5 becomes 2. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** 16,384 pixels a side is more than any machine's memory holds at ngf 64; beyond it the size is a typing error. */
const MAX_SIDE = 16384;

function fits({ height, width }: Size, { config }: Pick<ResolvedConfig, "config">): boolean {
  const factor = DOWNSCALING[config.upsampling];
  const ok = (side: number) => side > 0 && side <= MAX_SIDE && side % factor === 0;
  const cells = (height / factor) * (width / factor);
  return ok(height) && ok(width) && (config.latent === null || cells === config.latent.cells);
}

function misfit(
  { config }: Pick<ResolvedConfig, "config">,
  { height, width }: Size,
  where: string,
): ModelError {
  const factor = DOWNSCALING[config.upsampling];
  const cells = config.latent?.cells;
  return new ModelError({
    what: "the network cannot make a picture of this size",
    where,
    expected:
      `height and width in multiples of ${factor} (upsampling ${config.upsampling}), at most ${MAX_SIDE}` +
      (cells === undefined ? "" : `, ${cells} start pixels of ${factor} × ${factor} in all (VAE)`),
    got: `${height} × ${width}`,
    hint: "--size HEIGHTxWIDTH",
  });
}
