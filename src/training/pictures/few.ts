/**
 * Lists in messages.
 *
 * @module
 */

const MOST_LISTED = 3;

/** `"a, b, c and 7 more"`. */
export function few(items: readonly string[], separator = ", "): string {
  const listed = items.slice(0, MOST_LISTED).join(separator);
  const more = items.length - MOST_LISTED;
  return more > 0 ? `${listed} and ${more} more` : listed;
}
