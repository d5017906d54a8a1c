/**
 * Which file a StateDict shows, so that what was made of it can be kept beside its hash.
 *
 * Remembered for the object that openCheckpoint() made and not as a part of it: `{ ...stateDict, read }` is another one,
 * whose tensors may be others.
 *
 * @module
 */

import type { ByteSource } from "./source.ts";
import type { StateDict } from "./state-dict.ts";

const sources = new WeakMap<StateDict, ByteSource>();

/** Says that `stateDict` shows all of `source`, and nothing else. */
export function showsFile(stateDict: StateDict, source: ByteSource): StateDict {
  sources.set(stateDict, source);
  return stateDict;
}

/** SHA-256 of the file's bytes as they are now, as hexadecimal digits; null for tensors in memory. */
export async function fileHash(stateDict: StateDict): Promise<string | null> {
  return (await sources.get(stateDict)?.sha256?.()) ?? null;
}
