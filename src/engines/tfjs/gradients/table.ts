/**
 * Gradients of the kernels that the model texts and losses are made of.
 *
 * TensorFlow.js has its own, but only as ES modules that Node does not take, or in a package of 150 MB with models and
 * a GPU back end; there are two dozen kernels here, with a line or two of calculus each.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { keptAxes, summedTo } from "./reduce.ts";

type Attrs = Readonly<Record<string, unknown>>;
type Gradients = Record<string, () => tf.Tensor>;

/** What a kernel's gradient needs and is. */
interface Rule {
  /** Names of inputs whose values or shapes the gradient needs. */
  readonly inputs?: readonly string[];

  /** Whether it needs the kernel's inputs, all of them (they have no names). */
  readonly allInputs?: boolean;

  /** Whether it needs the result. */
  readonly output?: boolean;

  /** @param saved The inputs in the order of `inputs`, then the result. */
  readonly gradient: (dy: tf.Tensor, saved: tf.Tensor[], attrs: Attrs) => Gradients;
}

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attrs: Attrs): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap);

/** An operation of one input `x`. */
const unary = (of: (dy: tf.Tensor, x: tf.Tensor, attrs: Attrs) => tf.Tensor): Rule => ({
  inputs: ["x"],
  gradient: (dy, [x], attrs) => ({ x: () => of(dy, x, attrs) }),
});

/** An operation of one input whose gradient is told by its result y. */
const byResult = (of: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor): Rule => ({
  output: true,
  gradient: (dy, [y]) => ({ x: () => of(dy, y) }),
});

/** An operation of two inputs that broadcasts. */
const binary = (
  ofA: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  ofB: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Rule => ({
  inputs: ["a", "b"],
  gradient: (dy, [a, b]) => ({
    a: () => summedTo(ofA(dy, a, b), a.shape),
    b: () => summedTo(ofB(dy, a, b), b.shape),
  }),
});

export const RULES: Readonly<Record<string, Rule>> = {
  // y = a ∘ b
  Add: binary(
    (dy) => dy,
    (dy) => dy,
  ),
  Sub: binary(
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  Multiply: binary(
    (dy, _a, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  RealDiv: binary(
    (dy, _a, b) => tf.div(dy, b),
    (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b))),
  ),
  AddN: {
    allInputs: true,
    gradient: (dy, saved) => eachOf(saved.map(() => dy)),
  },
  BatchMatMul: {
    inputs: ["a", "b"],
    gradient(dy, [a, b], { transposeA, transposeB }) {
      const product = (x: tf.Tensor, y: tf.Tensor, tx: boolean, ty: boolean) =>
        tf.matMul(x, y, tx, ty);
      // y = op(a) op(b): da = dy op(b)ᵀ, transposed with a; db = op(a)ᵀ dy, transposed with b.
      return {
        a: () =>
          transposeA
            ? product(b, dy, Boolean(transposeB), true)
            : product(dy, b, false, !transposeB),
        b: () =>
          transposeB
            ? product(dy, a, true, Boolean(transposeA))
            : product(a, dy, !transposeA, false),
      };
    },
  },

  // y = f(x)
  Neg: { gradient: (dy) => ({ x: () => tf.neg(dy) }) },
  Identity: { gradient: (dy) => ({ x: () => tf.clone(dy) }) },
  Cast: { gradient: (dy) => ({ x: () => tf.clone(dy) }) }, // floats to floats: average pooling ends in one
  Square: unary((dy, x) => tf.mul(dy, tf.mul(x, 2))),
  Abs: unary((dy, x) => tf.mul(dy, tf.sign(x))),
  Relu: unary((dy, x) => tf.mul(dy, tf.cast(tf.greater(x, 0), "float32"))),
  // tf.step looks for NaN, which takes four times as long.
  LeakyRelu: unary((dy, x, { alpha }) =>
    tf.where(tf.greater(x, 0), dy, tf.mul(dy, alpha as number)),
  ),
  Tanh: byResult((dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  Sigmoid: byResult((dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  // y = exp(x) / Σ exp(x) along the last axis: dx = y (dy − Σ y dy).
  Softmax: {
    output: true,
    gradient: (dy, [y]) => {
      const weighted = tf.mul(dy, y);
      return { logits: () => tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y)) };
    },
  },
  Exp: byResult((dy, y) => tf.mul(dy, y)),
  Sqrt: byResult((dy, y) => tf.div(dy, tf.mul(y, 2))),
  Rsqrt: byResult((dy, y) => tf.mul(dy, tf.mul(tf.mul(y, tf.square(y)), -0.5))),

  // sums
  Sum: unary((dy, x, { axis }) => {
    const axes = axesOf(axis, x.rank);
    return tf.broadcastTo(tf.reshape(dy, keptAxes(x.shape, axes)), x.shape as [number]);
  }),
  Mean: unary((dy, x, { axis }) => {
    const axes = axesOf(axis, x.rank);
    const scaled = tf.div(dy, x.size / Math.max(1, dy.size));
    return tf.broadcastTo(tf.reshape(scaled, keptAxes(x.shape, axes)), x.shape as [number]);
  }),

  // the same values elsewhere
  Reshape: unary((dy, x) => tf.reshape(dy, x.shape)),
  Transpose: {
    gradient: (dy, _, { perm }) => {
      const back: number[] = [];
      for (const [to, from] of (perm as number[]).entries()) back[from] = to;
      return { x: () => tf.transpose(dy, back) };
    },
  },
  Concat: {
    allInputs: true,
    gradient(dy, saved, { axis }) {
      const along = axesOf(axis, dy.rank)[0];
      const sizes = saved.map(({ shape }) => shape[along]);
      return eachOf(tf.split(dy, sizes, along));
    },
  },
  SplitV: {
    gradient: (dy, _, { axis }) => ({
      x: () => tf.concat(dy as unknown as tf.Tensor[], axis as number),
    }),
  },
  Pack: {
    allInputs: true,
    gradient: (dy, _, { axis }) => eachOf(tf.unstack(dy, axis as number)),
  },
  Slice: unary((dy, x, { begin, size }) => {
    const from = begin as number[];
    const lengths = (size as number[]).map((n, axis) =>
      n === -1 ? x.shape[axis] - from[axis] : n,
    );
    const paddings = from.map((n, axis): [number, number] => [
      n,
      x.shape[axis] - n - lengths[axis],
    ]);
    return tf.pad(dy, paddings);
  }),
  PadV2: unary((dy, x, { paddings }) =>
    tf.slice(
      dy,
      (paddings as [number, number][]).map(([before]) => before),
      x.shape,
    ),
  ),
  GatherV2: {
    inputs: ["x", "indices"],
    gradient: (dy, [x, indices]) => ({
      x: () => tf.unsortedSegmentSum(dy, tf.reshape(indices, [-1]) as tf.Tensor1D, x.shape[0]),
      indices: () => indices,
    }),
  },

  // pictures
  Conv2D: {
    inputs: ["x", "filter"],
    gradient: (dy, [x, filter], { strides, pad, dataFormat }) => ({
      x: () =>
        run(
          "Conv2DBackpropInput",
          { dy, filter },
          { strides, pad, dataFormat, inputShape: x.shape },
        ),
      filter: () =>
        run(
          "Conv2DBackpropFilter",
          { x, dy },
          { strides, pad, dataFormat, filterShape: filter.shape },
        ),
    }),
  },
  AvgPool: unary((dy, x, { filterSize, strides, pad }) =>
    run("AvgPoolGrad", { dy, input: x }, { filterSize, strides, pad }),
  ),
  ResizeNearestNeighbor: {
    inputs: ["images"],
    gradient: (dy, [images], attrs) => ({
      images: () => run("ResizeNearestNeighborGrad", { images, dy }, attrs),
    }),
  },
  // None for ResizeBilinear: tfjs's kernel is wrong with half-pixel centres, and only real pictures are resized so.
};

/** Gradients of inputs that have numbers instead of names. */
function eachOf(gradients: readonly tf.Tensor[]): Gradients {
  return Object.fromEntries(gradients.map((gradient, i) => [i, () => tf.clone(gradient)]));
}

function axesOf(axis: unknown, rank: number): number[] {
  const given = axis === undefined || axis === null ? null : [axis].flat();
  const axes = (given ?? Array.from({ length: rank }, (_, i) => i)) as number[];
  return axes.map((a) => (a < 0 ? a + rank : a));
}
