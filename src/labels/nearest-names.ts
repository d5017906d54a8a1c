/**
 * The known names that an unknown one most likely means.
 *
 * @module
 */

/** Most names that a message lists. */
const MOST_NAMES = 5;

/**
 * Levenshtein's distance with a swap of two neighbours as one edit (optimal string alignment): the least number of
 * letters to insert, delete, replace or swap that turns `a` into `b`.
 */
export function editDistance(a: string, b: string): number {
  let [before, last] = [new Array<number>(0), Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1] + Number(a[i - 1] !== b[j - 1]);
      row[j] = Math.min(replace, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/**
 * The known names that `name` most likely means, best first; case does not count.
 *
 * Names that hold `name` as a part come before the others: "build" finds "building, edifice" before "bulb".
 */
export function nearestNames(
  name: string,
  known: Iterable<string>,
  count: number = MOST_NAMES,
): string[] {
  const wanted = name.trim().toLowerCase();
  const rated = [...new Set(known)].map((candidate, place) => {
    const text = candidate.toLowerCase();
    // A class may have several names, "building, edifice": the best of them counts.
    const edits = [text, ...text.split(/,\s*/)].map((part) => editDistance(wanted, part));
    const holds = wanted !== "" && text.includes(wanted);
    return { candidate, place, holds, distance: Math.min(...edits) };
  });
  rated.sort(
    (a, b) => Number(b.holds) - Number(a.holds) || a.distance - b.distance || a.place - b.place,
  );
  return rated.slice(0, count).map(({ candidate }) => candidate);
}

/**
 * The known name that `name` is most likely a slip for: it holds `name`, or a third of the letters differ at most.
 * Null where none is near: "dog" is no slip for "sky".
 */
export function likelyName(name: string, known: Iterable<string>): string | null {
  const [nearest] = nearestNames(name, known, 1);
  if (nearest === undefined) return null;
  const wanted = name.trim().toLowerCase();
  const text = nearest.toLowerCase();
  if (wanted.length > 1 && text.includes(wanted)) return nearest;
  const edits = [text, ...text.split(/,\s*/)].map((part) => editDistance(wanted, part));
  return Math.min(...edits) <= Math.max(1, Math.floor(wanted.length / 3)) ? nearest : null;
}
