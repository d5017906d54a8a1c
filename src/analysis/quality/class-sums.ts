/**
 * Sums by class, the form in which measures are kept until the last picture is in: adding two gives the sums of both
 * sets of pictures, in any order.
 *
 * @module
 */

/** From a class (bank row) to sums, whose places the measure decides. */
export type ClassSums = ReadonlyMap<number, Float64Array>;

/** Sums of both; `merge(a, b)` is what one pass over all their pictures gives. */
export function mergeSums(...parts: readonly ClassSums[]): ClassSums {
  const out = new Map<number, Float64Array>();
  for (const part of parts) {
    for (const [row, sums] of part) {
      const total = out.get(row);
      if (total === undefined) out.set(row, Float64Array.from(sums));
      else for (let i = 0; i < sums.length; i++) total[i] += sums[i];
    }
  }
  return new Map([...out].sort(([a], [b]) => a - b));
}

/** Sums over all classes. */
export function totalSums(sums: ClassSums, length: number): Float64Array {
  const total = new Float64Array(length);
  for (const part of sums.values()) for (let i = 0; i < length; i++) total[i] += part[i];
  return total;
}

/** The sums of a class, zeros at first. */
export function sumsOf(sums: Map<number, Float64Array>, row: number, length: number): Float64Array {
  const known = sums.get(row);
  if (known !== undefined) return known;
  const fresh = new Float64Array(length);
  sums.set(row, fresh);
  return fresh;
}
