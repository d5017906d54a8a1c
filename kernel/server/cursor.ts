/**
 * Cursor positions: the protocol counts code points, JavaScript UTF-16 units.
 *
 * Source: jupyter_client `docs/messaging.rst`, "cursor_pos and unicode offsets".
 *
 * @module
 */

/** UTF-16 units before the code point number `position`. */
export function toUtf16(text: string, position: number): number {
  let units = 0;
  for (let left = position; left > 0 && units < text.length; left -= 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Code points before the UTF-16 unit number `units`. */
export function toCodePoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
