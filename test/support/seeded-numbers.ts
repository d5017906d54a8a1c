/** Numbers that look random and are always the same. */

/** Numbers in [−1, 1), as many as asked for at each call. */
export function seededNumbers(seed: number): (count: number) => Float32Array {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x2545f491) | 1;
  const next = () => {
    // Marsaglia's xorshift, 32 bits; good enough for weights.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
  for (let i = 0; i < 8; i++) next();
  return (count) => Float32Array.from({ length: count }, next);
}
