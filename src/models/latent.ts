/**
 * Latent codes of VAE networks.
 *
 * @module
 */

import { EngineError } from "../errors.ts";

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

/**
 * The code at `t` on the way from `a` to `b`: 0 gives a, 1 gives b.
 *
 * `"spherical"`, the default, turns from one direction to the other while the length goes evenly from one to the other,
 * and beyond both turns on at the length of the nearer
 * (Shoemake, SIGGRAPH 1985; for latent codes White, arXiv 1609.04468): codes of a normal distribution in many
 * dimensions all have about the same length, and half-way along the straight line they would be shorter than any that
 * the network has met. `"linear"` is the straight line. Codes that point the same way, or just opposite ways, have no
 * single arc between them; then the way is straight.
 *
 * @throws EngineError if the codes differ in length, or t is no number.
 */
export function interpolateLatents(
  a: Float32Array,
  b: Float32Array,
  t: number,
  way: "spherical" | "linear" = "spherical",
): Float32Array {
  if (a.length !== b.length || !Number.isFinite(t)) {
    throw new EngineError({
      what: "there is no way between these latent codes",
      where: "interpolateLatents",
      expected: "two codes of one length, and a number t",
      got: `lengths ${a.length} and ${b.length}, t ${t}`,
      hint: "take both from the same network",
    });
  }
  if (t === 0) return a.slice();
  if (t === 1) return b.slice();
  const straight = () => a.map((x, i) => (1 - t) * x + t * b[i]);
  if (way === "linear") return straight();
  const [lengthA, lengthB] = [Math.hypot(...a), Math.hypot(...b)];
  let cosine = 0;
  for (let i = 0; i < a.length; i++) cosine += (a[i] / lengthA) * (b[i] / lengthB);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > 1e-6)) return straight();
  // Going on evenly, the length of the shorter code would reach zero and turn the direction round.
  const between = Math.min(1, Math.max(0, t));
  const length = (1 - between) * lengthA + between * lengthB;
  const first = (length * Math.sin((1 - t) * angle)) / (sine * lengthA);
  const second = (length * Math.sin(t * angle)) / (sine * lengthB);
  return a.map((x, i) => first * x + second * b[i]);
}
