/**
 * Prefixes that wrappers put before every name of a state dict: `torch.nn.DataParallel` and
 * `DistributedDataParallel` `module.`, `torch.compile` `_orig_mod.`, and training code that keeps the
 * generator in an attribute of a larger module the name of that attribute.
 *
 * @module
 */

const PREFIXES: readonly string[] = ["module.", "_orig_mod.", "netG.", "net_G.", "generator."];

/** Wrappers around wrappers are unpacked to this depth. */
const MOST_WRAPPERS = 8;

/**
 * What comes before every one of the names, possibly nothing; says in `notes` that it is removed.
 *
 * @param names All names, also those of tensors that cannot be read.
 */
export function commonPrefix(names: readonly string[], notes: string[]): string {
  let removed = "";
  for (let depth = 0; depth < MOST_WRAPPERS && names.length > 0; depth++) {
    const next = PREFIXES.find((prefix) =>
      names.every(
        (name) =>
          name.startsWith(prefix, removed.length) && name.length > removed.length + prefix.length,
      ),
    );
    if (next === undefined) break;
    notes.push(`removed the prefix '${next}' from every name`);
    removed += next;
  }
  return removed;
}

/** The same values under names without `prefix`, which all of them have. */
export function withoutPrefix<T>(values: Map<string, T>, prefix: string): Map<string, T> {
  if (prefix === "") return values;
  return new Map([...values].map(([name, value]) => [name.slice(prefix.length), value]));
}
