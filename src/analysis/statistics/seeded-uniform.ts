/**
 * Uniform random numbers from a seed, the same on every machine.
 *
 * @module
 */

/** Numbers in [0, 1): SplitMix32, a Weyl sequence mixed by MurmurHash3's finaliser (Steele et al. 2014, Appleby). */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}
