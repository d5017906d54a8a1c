/**
 * Patterns of history searches: `*` stands for anything, `?` for one character.
 *
 * @module
 */

/**
 * Whether the whole of `text` fits `pattern`. Takes time in proportion to their lengths multiplied at worst; a regular
 * expression made from the pattern would take exponential time for patterns such as `*a*a*a*a*b`.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  // Where to take up again: behind the last star, one character further in the text.
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
