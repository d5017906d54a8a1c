/**
 * Other names that PyTorch has given to the same tensors.
 *
 * A network saved with `torch.nn.utils.parametrizations.spectral_norm` names its weight
 * `parametrizations.weight.original` and its vectors `parametrizations.weight.0._u`, `…_v`; the released networks,
 * saved with `torch.nn.utils.spectral_norm`, name them `weight_orig`, `weight_u`, `weight_v`.
 *
 * @module
 */

const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/\.parametrizations\.weight\.original$/, ".weight_orig"],
  [/\.parametrizations\.weight\.0\._u$/, ".weight_u"],
  [/\.parametrizations\.weight\.0\._v$/, ".weight_v"],
];

/** The released name of each key → the key in the file. Where a file has both names, each stands for itself. */
export function canonicalKeys(tensors: ReadonlyMap<string, unknown>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const key of tensors.keys()) {
    const alias = ALIASES.find(([pattern]) => pattern.test(key));
    const released = alias === undefined ? key : key.replace(alias[0], alias[1]);
    keys.set(tensors.has(released) ? key : released, key);
  }
  return keys;
}
