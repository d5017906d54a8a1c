/**
 * Latent codes of VAE networks.
 *
 * @module
 */

/**
 * A code drawn from the standard normal distribution; the same seed always gives the same code.
 *
 * Not PyTorch's generator: to repeat a picture of the released code, save its z and give that.
 */
export function seededNormal(seed: number, length: number): Float32Array {
  const uniform = seededUniform(seed);
  const z = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    // Box and Muller, 1958: two uniform numbers give two normal ones.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    z[i] = radius * Math.cos(angle);
    if (i + 1 < length) z[i + 1] = radius * Math.sin(angle);
  }
  return z;
}

/**
 * Numbers in [0, 1) from a 32-bit seed: a Weyl sequence, mixed as in MurmurHash3's finaliser (Appleby, public domain).
 */
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

/** A code from the distribution that the image encoder gives: mean, or mean + exp(logvar / 2) · normal. */
export function sampleLatent(
  { mu, logvar }: { readonly mu: Float32Array; readonly logvar: Float32Array },
  seed?: number,
): Float32Array {
  if (seed === undefined) return Float32Array.from(mu);
  const normal = seededNormal(seed, mu.length);
  return mu.map((mean, i) => mean + Math.exp(logvar[i] / 2) * normal[i]);
}
