/**
 * Lists and sentences for notes below a figure.
 *
 * @module
 */

import { countText } from "./number-text.ts";

/** Most channels, classes or layers that a note lists by name. */
const MOST_NAMED = 6;

/** "3, 7 and 9"; of many the first few, and how many more. */
export function listed(names: readonly (string | number)[], separator = ", ", more = ""): string {
  if (names.length > MOST_NAMED) {
    const rest = `${countText(names.length - MOST_NAMED)} more${more && ` ${more}`}`;
    return `${names.slice(0, MOST_NAMED).join(separator)} and ${rest}`;
  }
  if (separator !== ", " || names.length < 2) return names.join(separator);
  return `${names.slice(0, -1).join(separator)} and ${names.at(-1)}`;
}

/** As a sentence of the notes below a figure. */
export function sentence(words: string): string {
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}.`;
}
