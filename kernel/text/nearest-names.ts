/**
 * The known names in the order in which an unknown one most likely means them.
 *
 * @module
 */

/** Best first, by the least number of letters to insert, delete or replace; case does not count. */
export function nearestFirst(name: string, known: readonly string[]): string[] {
  const rated = known.map((candidate, place) => ({
    candidate,
    place,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  rated.sort((a, b) => a.distance - b.distance || a.place - b.place);
  return rated.map(({ candidate }) => candidate);
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: [...b].length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (last[j] ?? 0) + Number(letter !== other);
      row.push(Math.min(replaced, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    last = row;
  }
  return last.at(-1) ?? 0;
}
