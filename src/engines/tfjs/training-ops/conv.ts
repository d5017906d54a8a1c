/**
 * A convolution with zeros around its input and a bias, in training: one kernel forward, three for the gradients.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../../errors.ts";
import { rawOp, type TensorflowCall } from "../tensorflow/raw-op.ts";
import { wasmKernel } from "../wasm/heap.ts";
import { channelSums } from "./bias-add.ts";
import { type OwnKernel, runOwnSingle } from "./own-kernel.ts";

/**
 * @param x [batch, height, width, in]
 * @param kernel [k, k, in, out]
 * @param bias [out], or null.
 * @param padding Zeros on each side.
 */
export function convTraining(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D | null,
  stride: number,
  padding: number,
): tf.Tensor4D {
  return runOwnSingle<tf.Rank.R4>(
    CONV,
    { x, kernel, ...(bias && { bias }) },
    { stride, padding, kernelSize: kernel.shape[0] },
  );
}

/** The gradient of a convolution for its input, of shape `inputShape`. */
export function convInputGradient(
  dy: tf.Tensor,
  kernel: tf.Tensor,
  inputShape: readonly number[],
  stride: number,
  padding: number,
): tf.Tensor4D {
  const attrs = { stride, padding, kernelSize: kernel.shape[0], inputShape: [...inputShape] };
  return runOwnSingle<tf.Rank.R4>(INPUT_GRADIENT, { dy, kernel }, attrs);
}

/** The gradient of a convolution of `x` for its kernel, of shape `filterShape`. */
export function convKernelGradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  filterShape: readonly number[],
  stride: number,
  padding: number,
): tf.Tensor4D {
  const attrs = { stride, padding, kernelSize: filterShape[0], filterShape: [...filterShape] };
  return runOwnSingle<tf.Rank.R4>(KERNEL_GRADIENT, { x, dy }, attrs);
}

const CONV: OwnKernel = {
  name: "cladescope/Conv",
  composed({ x, kernel, bias }, { stride, padding }) {
    const y = tf.conv2d(
      padded(x, padding as number),
      kernel as tf.Tensor4D,
      stride as number,
      "valid",
    );
    return [bias ? tf.add(y, bias) : y];
  },
  wasm({ inputs: { x, kernel, bias }, backend, attrs }) {
    const inputs = { x, filter: kernel, ...(bias && { bias }) };
    return [wasmKernel(backend, bias ? "FusedConv2D" : "Conv2D", inputs, convAttrs(attrs))];
  },
  tensorflow(call) {
    const { x, kernel, bias } = call.inputs;
    const { input, attrs } = inTensorflow(call, x);
    const [y] = rawOp(call.backend, "Conv2D", [input, kernel], attrs);
    return bias
      ? rawOp(call.backend, "BiasAdd", [y, bias], { T: "float32", data_format: "NHWC" })
      : [y];
  },
  gradient: {
    inputs: ["x", "kernel"],
    of: ([dy], [x, kernel], attrs) => ({
      x: () => runOwnSingle(INPUT_GRADIENT, { dy, kernel }, { ...attrs, inputShape: x.shape }),
      kernel: () =>
        runOwnSingle(KERNEL_GRADIENT, { x, dy }, { ...attrs, filterShape: kernel.shape }),
      bias: () => channelSums(dy),
    }),
  },
};

const INPUT_GRADIENT: OwnKernel = {
  name: "cladescope/ConvInputGradient",
  composed({ dy, kernel }, attrs) {
    const [n, h, w, c] = attrs.inputShape as number[];
    const p = attrs.padding as number;
    const inputShape = [n, h + 2 * p, w + 2 * p, c];
    const dx = tf
      .engine()
      .runKernel("Conv2DBackpropInput", { dy, filter: kernel }, { ...valid(attrs), inputShape });
    return [p === 0 ? (dx as tf.Tensor) : tf.slice(dx as tf.Tensor4D, [0, p, p, 0], [n, h, w, c])];
  },
  wasm: ({ inputs: { dy, kernel }, backend, attrs }) => [
    wasmKernel(
      backend,
      "Conv2DBackpropInput",
      { dy, filter: kernel },
      { ...convAttrs(attrs), inputShape: attrs.inputShape },
    ),
  ],
  tensorflow(call) {
    const { dy, kernel } = call.inputs;
    const [n, h, w, c] = call.attrs.inputShape as number[];
    const { attrs, p } = inTensorflow(call);
    const size = tf.tensor1d([n, h + 2 * p, w + 2 * p, c], "int32");
    const [dx] = rawOp(call.backend, "Conv2DBackpropInput", [size, kernel, dy], attrs);
    return [p === 0 ? dx : tf.slice(dx as tf.Tensor4D, [0, p, p, 0], [n, h, w, c])];
  },
};

const KERNEL_GRADIENT: OwnKernel = {
  name: "cladescope/ConvKernelGradient",
  composed({ x, dy }, attrs) {
    const inputs = { x: padded(x, attrs.padding as number), dy };
    const filterShape = attrs.filterShape;
    const run = tf.engine().runKernel("Conv2DBackpropFilter", inputs, {
      ...valid(attrs),
      filterShape,
    } as tf.NamedAttrMap);
    return [run as tf.Tensor];
  },
  wasm: ({ inputs, backend, attrs }) => [
    wasmKernel(backend, "Conv2DBackpropFilter", inputs, {
      ...convAttrs(attrs),
      filterShape: attrs.filterShape,
    }),
  ],
  tensorflow(call) {
    const { input, attrs } = inTensorflow(call, call.inputs.x);
    const size = tf.tensor1d(call.attrs.filterShape as number[], "int32");
    return rawOp(call.backend, "Conv2DBackpropFilter", [input, size, call.inputs.dy], attrs);
  },
};

/** What tfjs's kernels on wasm are told. */
function convAttrs({
  stride,
  padding,
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const p = padding as number;
  return {
    strides: [stride, stride],
    pad: [
      [0, 0],
      [p, p],
      [p, p],
      [0, 0],
    ],
    dataFormat: "NHWC",
    dilations: [1, 1],
    activation: "linear",
  };
}

function valid({ stride }: Readonly<Record<string, unknown>>): tf.NamedAttrMap {
  return { strides: [stride as number, stride as number], pad: "valid", dataFormat: "NHWC" };
}

/**
 * TensorFlow's gradients with padding given in numbers take more than twice the time of those that know it: "SAME" where
 * it is that, else zeros put around the input.
 */
function inTensorflow({ attrs }: TensorflowCall, x?: tf.Tensor) {
  const { stride, padding, kernelSize } = attrs as {
    stride: number;
    padding: number;
    kernelSize: number;
  };
  if (kernelSize < stride) throw brokenGradient(kernelSize, stride);
  const same = stride === 1 && 2 * padding === kernelSize - 1;
  const p = same ? 0 : padding;
  return {
    p,
    input: x && p > 0 ? padded(x, p) : (x as tf.Tensor),
    attrs: {
      T: "float32",
      strides: [1, stride, stride, 1],
      padding: same ? "SAME" : "VALID",
      data_format: "NHWC",
      dilations: [1, 1, 1, 1],
    },
  };
}

/** TensorFlow 2.21 with oneDNN writes past its memory in this gradient: the program dies, later and elsewhere. */
function brokenGradient(kernelSize: number, stride: number): EngineError {
  return new EngineError({
    what: "TensorFlow cannot be trusted with this convolution",
    where: "tfjs-node",
    expected: "a kernel at least as large as the stride",
    got: `a kernel of ${kernelSize} × ${kernelSize} with stride ${stride}`,
    hint: "a smaller stride, or --backend wasm",
  });
}

function padded(x: tf.Tensor, p: number): tf.Tensor4D {
  if (p === 0) return x as tf.Tensor4D;
  return tf.pad(x as tf.Tensor4D, [
    [0, 0],
    [p, p],
    [p, p],
    [0, 0],
  ]);
}
