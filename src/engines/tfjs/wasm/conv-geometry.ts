/**
 * What a convolution's gradients need to know about it.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../../errors.ts";

export interface ConvGeometry {
  readonly batch: number;

  /** Input [batch, height, width, inChannels]. */
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;

  /** Result [batch, outHeight, outWidth, outChannels]. */
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;

  /** Kernel [kernelHeight, kernelWidth, inChannels, outChannels]. */
  readonly kernelHeight: number;
  readonly kernelWidth: number;

  readonly strideY: number;
  readonly strideX: number;

  /** Rows and columns of zeros before the input. */
  readonly top: number;
  readonly left: number;
}

/**
 * @param attrs `strides`, `pad`, `dataFormat` and `dimRoundingMode` as tfjs has them.
 * @throws EngineError for channels before pixels, which nothing here uses.
 */
export function convGeometry(
  xShape: readonly number[],
  kernelShape: readonly number[],
  attrs: Readonly<Record<string, unknown>>,
): ConvGeometry {
  const { strides, pad, dataFormat = "NHWC", dimRoundingMode } = attrs;
  if (dataFormat !== "NHWC") {
    throw new EngineError({
      what: "a convolution's gradient for this layout is not there",
      where: "wasm",
      expected: "NHWC",
      got: String(dataFormat),
      hint: "transpose the input first",
    });
  }
  type Info = Parameters<typeof tf.backend_util.computeConv2DInfo>;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as Info[0],
    kernelShape as Info[1],
    strides as Info[2],
    1,
    pad as Info[4],
    dimRoundingMode as Info[5],
  );
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}
