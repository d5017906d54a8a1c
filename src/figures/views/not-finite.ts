/**
 * Numbers that are none, said in words.
 *
 * @module
 */

import { countText } from "../text/number-text.ts";

/** "1 value is not finite (grey)"; nothing for none. */
export function notFiniteWords(count: number, one = "value", many = `${one}s`): string[] {
  if (count === 0) return [];
  return [`${countText(count)} ${count === 1 ? `${one} is` : `${many} are`} not finite (grey)`];
}
