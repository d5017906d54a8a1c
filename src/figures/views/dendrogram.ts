/**
 * A dendrogram as line segments beside a heat map.
 *
 * @module
 */

/** Forks of a tree over places 0, 1, 2 …, each as three lines. */
export interface DendrogramLines {
  /** Place (0.5 is the middle of the first cell) of both ends, and height of both ends. */
  readonly place0: number[];
  readonly place1: number[];
  readonly height0: number[];
  readonly height1: number[];
  readonly highest: number;
}

/**
 * @param merges SciPy's Z, [leaves − 1, 4]: two clusters, their distance, members.
 * @param places Where each leaf stands.
 */
export function dendrogramLines(
  merges: ArrayLike<number>,
  leaves: number,
  places: ArrayLike<number>,
): DendrogramLines {
  const middle = new Float64Array(leaves + merges.length / 4);
  const height = new Float64Array(middle.length);
  for (let i = 0; i < leaves; i++) middle[i] = places[i] + 0.5;
  const lines: DendrogramLines = {
    place0: [],
    place1: [],
    height0: [],
    height1: [],
    highest: merges.length === 0 ? 1 : merges[merges.length - 2],
  };
  const line = (p0: number, h0: number, p1: number, h1: number) => {
    lines.place0.push(p0);
    lines.place1.push(p1);
    lines.height0.push(h0);
    lines.height1.push(h1);
  };
  for (let i = 0; i < merges.length / 4; i++) {
    const [a, b, distance] = [merges[4 * i], merges[4 * i + 1], merges[4 * i + 2]];
    line(middle[a], height[a], middle[a], distance);
    line(middle[b], height[b], middle[b], distance);
    line(middle[a], distance, middle[b], distance);
    middle[leaves + i] = (middle[a] + middle[b]) / 2;
    height[leaves + i] = distance;
  }
  return lines;
}
