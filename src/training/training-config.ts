/**
 * What a training is: the networks, the losses and the optimiser, with the released code's values as defaults.
 *
 * Released code: models/pix2pix_model.py, options/train_options.py of tzt101/CLADE @ 1ffd19d. The perceptual (VGG) term
 * is left out: its weights come from outside, and nothing here downloads.
 *
 * @module
 */

import type { DiscriminatorConfig } from "../models/discriminator.ts";
import { type GeneratorConfig, inputChannels } from "../models/generator-config.ts";
import type { ImageEncoderConfig } from "../models/image-encoder.ts";
import type { Size } from "../models/ops.ts";
import type { StyleEncoderConfig } from "../models/style-encoder.ts";

export interface TrainingConfig {
  readonly generator: GeneratorConfig;
  readonly discriminator: DiscriminatorConfig;

  /** The VAE's image encoder; null if the generator starts from the label map. */
  readonly encoder: ImageEncoderConfig | null;

  /** SEAN's, part of the generator's network; null for other methods. */
  readonly styleEncoder: StyleEncoderConfig | null;

  /** Of every picture. */
  readonly size: Size;

  readonly batchSize: number;

  /** Length of the training; one step updates G (and E) once and D once. */
  readonly steps: number;

  /** From this step on the learning rate falls linearly, to zero after the last step. */
  readonly decayFrom: number;

  /** 2e-4 as released. Under two time scales half of it for G and E, twice for D. */
  readonly learningRate: number;

  /** Two time scales: Adam β (0, 0.9) and different rates; otherwise β (0.5, 0.999) and one rate. */
  readonly twoTimeScales: boolean;

  /** Weight of feature matching, 10 as released. */
  readonly lambdaFeature: number;

  /** Weight of the Kullback–Leibler divergence of a VAE, 0.05 as released. */
  readonly lambdaKld: number;

  /** Weight of the mean absolute difference to the real picture, 0 as released, 10 with an exemplar; see `docs/training.md`. */
  readonly lambdaPixel: number;

  /** For initial parameters, the VAE's noise and SEAN's. */
  readonly seed: number;
}

/** What may be left out of a configuration. */
export type TrainingOptions = Partial<
  Omit<TrainingConfig, "generator" | "discriminator" | "encoder" | "styleEncoder" | "size">
> & {
  /** Channels of the discriminator's first layer; default the generator's ngf. */
  readonly ndf?: number;

  /** SEAN: channels of the style encoder's first layer; default half of the generator's ngf, as released. */
  readonly styleNgf?: number;
};

/** The released recipe for `generator` on pictures of `size`. */
export function trainingConfig(
  generator: GeneratorConfig,
  size: Size,
  options: TrainingOptions = {},
): TrainingConfig {
  const { steps = 2000, ndf = generator.ngf, styleNgf, ...rest } = options;
  const { method, ngf } = generator;
  return {
    generator,
    discriminator: {
      semanticChannels: inputChannels(generator),
      imageChannels: generator.outputChannels,
      ndf,
      scales: 2,
      layers: 4,
      spectralNorm: true,
    },
    encoder:
      generator.latent === null
        ? null
        : {
            ndf: generator.ngf,
            layers: encoderLayers(size),
            zDim: generator.latent.zDim,
            spectralNorm: true,
          },
    styleEncoder:
      method.kind === "sean" && method.styleLength !== null
        ? { ngf: styleNgf ?? Math.max(1, Math.floor(ngf / 2)), styleLength: method.styleLength }
        : null,
    size,
    batchSize: 8,
    steps,
    decayFrom: Math.floor(steps / 2),
    learningRate: 2e-4,
    twoTimeScales: true,
    lambdaFeature: 10,
    lambdaKld: 0.05,
    // The discriminator sees no exemplar: whether its light was taken, only the picture itself can tell.
    lambdaPixel: generator.msca ? 10 : 0,
    seed: 1,
    ...rest,
  };
}

/** As many halvings as bring the smaller side of `size` to 4; six, as released, from 256 on. */
function encoderLayers({ height, width }: Size): number {
  const halvings = Math.floor(Math.log2(Math.min(height, width) / 4));
  return Math.max(1, Math.min(6, halvings));
}

/** Learning rates at a step, counted from 0. */
export function learningRates(
  { learningRate, twoTimeScales, steps, decayFrom }: TrainingConfig,
  step: number,
): { generator: number; discriminator: number } {
  const remaining = (steps - step) / Math.max(1, steps - decayFrom);
  const rate = learningRate * Math.min(1, Math.max(0, remaining));
  return twoTimeScales
    ? { generator: rate / 2, discriminator: rate * 2 }
    : { generator: rate, discriminator: rate };
}
