/**
 * Rows added to rows, one pair after another.
 *
 * @module
 */

import {
  add,
  type Code,
  constant,
  countDown,
  FunctionBuilder,
  floatPlus,
  increase,
  load,
  loadFloat,
  loadInteger,
  multiply,
  plus,
  store,
  storeFloat,
  whileAtMost,
} from "./assembler.ts";

/** Parameters: two tables of addresses of rows, from and to; the number of pairs, not 0; the number of columns. */
export function addRows(): { type: Code; body: Code } {
  const f = new FunctionBuilder(4);
  const [from, to, count, columns] = [0, 1, 2, 3].map((i) => f.parameter(i));
  const [source, target, end] = [f.integer(), f.integer(), f.integer()];
  const onBy = (bytes: number) =>
    [source, target].flatMap((address) => increase(address, constant(bytes)));
  return f.built(
    countDown(count, 1, [
      ...[...loadInteger(from.get), ...source.set, ...loadInteger(to.get), ...target.set],
      ...[...add(source.get, multiply(columns.get, constant(4))), ...end.set],
      ...whileAtMost(add(source.get, constant(16)), end.get, [
        ...store(target.get, plus(load(target.get), load(source.get))),
        ...onBy(16),
      ]),
      ...whileAtMost(add(source.get, constant(4)), end.get, [
        ...storeFloat(target.get, floatPlus(loadFloat(target.get), loadFloat(source.get))),
        ...onBy(4),
      ]),
      ...[from, to].flatMap((table) => increase(table, constant(4))),
    ]),
  );
}
