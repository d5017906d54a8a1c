/**
 * result = x > 0 ? y : slope · y, four numbers at a time: the leaky ReLU for y = x, its gradient for y = dy.
 *
 * @module
 */

import {
  type Code,
  constant,
  countDown,
  FunctionBuilder,
  increase,
  load,
  splatBits,
  store,
  times,
  wherePositive,
} from "./assembler.ts";

/** Parameters: addresses of x, y and the result; their length, a multiple of 4 and not 0; the bits of the slope. */
export function leakyRelu(): { type: Code; body: Code } {
  const f = new FunctionBuilder(5);
  const [x, y, result, count, slopeBits] = [0, 1, 2, 3, 4].map((i) => f.parameter(i));
  const [slope, value] = [f.vector(), f.vector()];
  return f.built([
    ...splatBits(slopeBits.get),
    ...slope.set,
    ...countDown(count, 4, [
      ...load(y.get),
      ...value.set,
      ...store(result.get, wherePositive(load(x.get), value.get, times(value.get, slope.get))),
      ...[x, y, result].flatMap((address) => increase(address, constant(16))),
    ]),
  ]);
}
