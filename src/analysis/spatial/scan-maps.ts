/**
 * The label maps that a scan has counted: how many, and which, so that scans of parts are not merged if they have some
 * in common. 8 bytes for each label map, at most 32 MB; in the file, 11 characters.
 *
 * @module
 */

/** A scan of more label maps is refused: their hashes would have more than 32 MB. */
export const MOST_MAPS: number = 2 ** 22;

/** The label maps that were counted. */
export interface ScanMaps {
  readonly count: number;

  /** Sum modulo 2²⁵⁶ of the SHA-256 of each label map's file and its companions': the same in any order. */
  readonly digest: string;

  /** The first 8 bytes of each of these SHA-256, in ascending order; [count]. A map counted twice is here twice. */
  readonly hashes: BigUint64Array;
}

/** No maps. */
export const NO_MAPS: ScanMaps = {
  count: 0,
  digest: "0".repeat(64),
  hashes: new BigUint64Array(0),
};

/** With one more map. @param sha256 Of its files. */
export function countMap(maps: ScanMaps, sha256: string): ScanMaps {
  const hashes = BigUint64Array.of(BigInt(`0x${sha256.slice(0, 16)}`));
  return joinMaps(maps, { count: 1, digest: sha256, hashes });
}

/** The maps of both. */
export function joinMaps(a: ScanMaps, b: ScanMaps): ScanMaps {
  const hashes = new BigUint64Array(a.hashes.length + b.hashes.length);
  hashes.set(a.hashes);
  hashes.set(b.hashes, a.hashes.length);
  return {
    count: a.count + b.count,
    digest: sumOfDigests(a.digest, b.digest),
    hashes: hashes.sort(),
  };
}

/**
 * How many label maps of `b` are in `a` as well. By 64 bits of their hashes, so that two parts of 100,000 maps each
 * that have none in common are taken for overlapping once in two billion merges.
 */
export function mapsInCommon(a: ScanMaps, b: ScanMaps): number {
  let [common, i] = [0, 0];
  for (const hash of b.hashes) {
    while (i < a.hashes.length && a.hashes[i] < hash) i++;
    if (a.hashes[i] === hash) common++;
  }
  return common;
}

function sumOfDigests(a: string, b: string): string {
  const sum = (BigInt(`0x${a}`) + BigInt(`0x${b}`)) % (1n << 256n);
  return sum.toString(16).padStart(64, "0");
}
