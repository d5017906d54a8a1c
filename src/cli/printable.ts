/**
 * Text of files that is shown on a terminal.
 *
 * @module
 */

/** Its beginning, control characters made visible: they would move the cursor, colour what follows or hide it. */
export function printable(text: string): string {
  return text.slice(0, 120).replace(/\p{C}/gu, "·");
}
